#include "app/window/code_tab.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

CodeTab::CodeTab(EngineBridge* bridge, QWidget* parent) : QWidget(parent), bridge_(bridge) {
  caption_ = new QLabel(tr("The same in Python, with the settings in force"), this);
  caption_->setForegroundRole(QPalette::PlaceholderText);
  caption_->setWordWrap(true);
  copy_ = new QPushButton(icon(Icon::copy), tr("Copy"), this);
  copy_->setAccessibleName(tr("Copy the Python code"));
  text_ = new QPlainTextEdit(this);
  text_->setReadOnly(true);
  text_->setLineWrapMode(QPlainTextEdit::NoWrap);
  text_->setTabChangesFocus(true);
  text_->setAccessibleName(tr("Python code"));
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  connect(copy_, &QPushButton::clicked, this, [this] {
    QGuiApplication::clipboard()->setText(text_->toPlainText());
    Q_EMIT copied();
  });
  auto* column = new QVBoxLayout(this);
  auto* row = new QHBoxLayout;
  row->addWidget(caption_, 1);
  row->addWidget(copy_);
  column->addLayout(row);
  column->addWidget(text_, 1);
  connect(bridge, &EngineBridge::snapshotChanged, this, &CodeTab::refresh);
  connect(bridge, &EngineBridge::demoChanged, this, &CodeTab::refresh);
  layOut();
}

void CodeTab::layOut() {
  const Theme& theme = themeOf(this);
  layout()->setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(16));
  layout()->setSpacing(theme.px(10));
  QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  mono.setPixelSize(theme.font(TextRole::body).pixelSize());
  text_->setFont(mono);
}

void CodeTab::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange && text_ && layout()) layOut();
}

void CodeTab::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

void CodeTab::refresh() {
  const Snapshot& snapshot = *bridge_->snapshot();
  if (!isVisible() || !snapshot.demo) return;
  if (demo_ == snapshot.demo && data_ == snapshot.data && shown_ == snapshot.settings && !text_->document()->isEmpty())
    return;
  demo_ = snapshot.demo;
  data_ = snapshot.data;
  shown_ = snapshot.settings;
  const QString code = QString::fromStdString(demo_->code(shown_, data_.get()));
  if (code != text_->toPlainText()) text_->setPlainText(code);
}

}  // namespace gradus
