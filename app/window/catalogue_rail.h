#pragma once
// The catalogue where there is no room for it: one button for it and one per chapter.
#include <QToolButton>

#include "app/window/pane.h"

namespace gradus {

class Commands;

class CatalogueRail : public Pane {
  Q_OBJECT
 public:
  explicit CatalogueRail(const Commands& commands, QWidget* parent = nullptr);
  void setCurrentChapter(int number);

 Q_SIGNALS:
  void chapterChosen(int number);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void layOut();
  QList<QToolButton*> buttons_;
};

}  // namespace gradus
