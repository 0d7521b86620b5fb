#pragma once
// Catalogue, stage and side panel beside each other, and what becomes of them where there is little room: the catalogue
// turns into a rail, panels that do not fit fold away and open over the stage.
#include <QSplitter>
#include <QWidget>

class QToolButton;

namespace gradus {

class Pane;

class Panels : public QWidget {
  Q_OBJECT
 public:
  Panels(QWidget* catalogue, QWidget* rail, QWidget* stage, QWidget* side, QWidget* parent = nullptr);

  /// What the room allows, from the window's size in logical pixels at scale 1.
  enum class Form { compact, normal, wide };
  static Form formFor(double width, double height);
  void setForm(Form form);
  Form form() const { return form_; }

  bool catalogueShown() const;
  bool sideShown() const;
  void toggleCatalogue();
  void toggleSide();
  void showSide();
  void showCatalogue();
  /// Panels that lie over the stage go away; true if there was one.
  bool closeOverlays();

  QByteArray saveState() const;
  void restoreState(const QByteArray& state);

 Q_SIGNALS:
  void changed();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void arrange();
  void placeOverlays();
  void applyWidths();
  int defaultWidth(bool catalogue) const;
  bool sideFits() const;
  bool railed() const { return form_ == Form::compact; }

  QWidget *catalogue_, *rail_, *stage_, *side_;
  QSplitter* splitter_;
  Form form_ = Form::normal;
  bool catalogueWanted_ = true, sideWanted_ = true;  // as the person left them
  bool catalogueOver_ = false, sideOver_ = false;    // lying over the stage at the moment
  int catalogueWidth_ = 0, sideWidth_ = 0;           // dragged by the person, at scale 1; 0 = default
  bool arranging_ = false;
};

}  // namespace gradus
