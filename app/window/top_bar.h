#pragma once
// The bar at the top: logo (home), where we are, the search field that opens the palette, undo, redo, code, export.
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "app/window/pane.h"

namespace gradus {

class Commands;
class Logo;

/// Looks like a search field and opens the palette: typing into it goes on there.
class PaletteOpener : public QPushButton {
  Q_OBJECT
 public:
  explicit PaletteOpener(const QString& hint, const QString& key, QWidget* parent = nullptr);
  QSize sizeHint() const override;

 Q_SIGNALS:
  /// Typed while the opener had the focus.
  void typed(const QString& text);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QString hint_, key_;
};

class TopBar : public Pane {
  Q_OBJECT
 public:
  explicit TopBar(const Commands& commands, QWidget* parent = nullptr);

  /// Empty texts on the home page.
  void setPlace(const QString& chapter, const QString& demo);
  void setUndo(bool can, const QString& undoText, bool canRedo, const QString& redoText);
  void setCompact(bool compact);
  void setDemoOpen(bool open);
  PaletteOpener* opener() const { return opener_; }

 Q_SIGNALS:
  void homeClicked();
  void chapterClicked();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QToolButton* button(const Commands& commands, const QString& id, const QString& text);
  void place();

  Logo* logo_;
  QToolButton* chapter_;
  QLabel *divider_, *arrow_, *demo_;
  PaletteOpener* opener_;
  QToolButton *undo_, *redo_, *code_, *export_, *menu_;
  QString undoTip_, redoTip_;
  bool compact_ = false;
};

}  // namespace gradus
