#include "app/window/catalogue_rail.h"

#include <QEvent>
#include <QVBoxLayout>

#include "app/window/commands.h"
#include "app/window/demo_search.h"
#include "widgets/theme/icons.h"

namespace gradus {

CatalogueRail::CatalogueRail(const Commands& commands, QWidget* parent) : Pane(Qt::RightEdge, Ground::panel, parent) {
  setAccessibleName(tr("Catalogue rail"));
  auto* column = new QVBoxLayout(this);
  const auto add = [&](const QString& name) {
    auto* button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolTip(name);
    button->setAccessibleName(name);
    column->addWidget(button, 0, Qt::AlignHCenter);
    buttons_ << button;
    return button;
  };
  QToolButton* catalogue = add(commands.tip(QStringLiteral("catalogue")));
  catalogue->setIcon(icon(Icon::catalogue));
  connect(catalogue, &QToolButton::clicked, commands[QStringLiteral("catalogue")], &QAction::trigger);
  for (const DemoChapter& chapter : demoChapters()) {
    QToolButton* button = add(tr("Chapter %1: %2").arg(chapter.number).arg(chapter.title));
    button->setText(QString::number(chapter.number));
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setCheckable(true);
    button->setProperty("chapter", chapter.number);
    connect(button, &QToolButton::clicked, this, [this, button, number = chapter.number] {
      button->setChecked(!button->isChecked());  // which one is checked says where we are, not what was pressed
      Q_EMIT chapterChosen(number);
    });
  }
  column->addStretch(1);
  layOut();
}

void CatalogueRail::setCurrentChapter(int number) {
  for (QToolButton* button : buttons_)
    if (button->isCheckable()) button->setChecked(button->property("chapter").toInt() == number);
}

void CatalogueRail::layOut() {
  const Theme& theme = themeOf(this);
  layout()->setContentsMargins(0, theme.px(8), theme.px(1), 0);
  layout()->setSpacing(theme.px(4));
  for (QToolButton* button : buttons_) button->setFixedSize(theme.px(36), theme.px(32));
}

void CatalogueRail::changeEvent(QEvent* event) {
  Pane::changeEvent(event);
  if (event->type() == QEvent::StyleChange && layout()) layOut();
}

}  // namespace gradus
