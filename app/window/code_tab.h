#pragma once
// The equivalent Python for the settings in force, with a button that copies it.
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QWidget>

#include "app/window/engine_bridge.h"

namespace gradus {

class CodeTab : public QWidget {
  Q_OBJECT
 public:
  explicit CodeTab(EngineBridge* bridge, QWidget* parent = nullptr);
  QString code() const { return text_->toPlainText(); }

 Q_SIGNALS:
  void copied();

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void layOut();

  EngineBridge* bridge_;
  QLabel* caption_;
  QPlainTextEdit* text_;
  QPushButton* copy_;
  Settings shown_;
  std::shared_ptr<const Dataset> data_;
  std::shared_ptr<const Demo> demo_;
};

}  // namespace gradus
