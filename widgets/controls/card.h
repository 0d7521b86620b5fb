#pragma once
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>

namespace gradus {

/// The frame around a view: a header of 36 with title, badges beside it, legend and readout at the right, menu button;
/// below it the content on the card's ground. Nothing of the header lies over the data.
class Card : public QWidget {
  Q_OBJECT
 public:
  explicit Card(const QString& title = {}, QWidget* parent = nullptr);

  void setTitle(const QString& title);
  QString title() const { return title_; }
  /// Takes the widget; an earlier one is deleted.
  void setContent(QWidget* content);
  QWidget* content() const { return content_; }
  /// Beside the title ("from step 300", "density").
  void addBadge(QWidget* badge);
  /// At the right of the header, before the menu button.
  void addLegend(QWidget* legend);
  /// Shown once a menu is set on it (setMenu) or something is connected and it is made visible.
  QToolButton* menuButton() const { return menu_; }
  /// A line of 3 px at the top in a run's colour (split view); an invalid colour takes it away.
  void setTopLine(const QColor& colour);
  /// Around the content, at scale 1; the header closes it off at the top.
  void setContentMargins(int left, int right, int bottom);
  int headerHeight() const;

 Q_SIGNALS:
  void headerDoubleClicked();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
  void updateSizes();

  QString title_;
  QColor topLine_;
  QWidget* header_;
  QWidget* name_;
  QWidget* content_ = nullptr;
  QToolButton* menu_;
  QHBoxLayout* badges_;
  QHBoxLayout* legends_;
  QVBoxLayout* body_;
  QMargins margins_;
};

}  // namespace gradus
