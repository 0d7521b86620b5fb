#pragma once
// What the run is made of: the table, its columns, what was guessed and done; for files the choice of columns.
#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "app/window/column_chooser.h"
#include "app/window/engine_bridge.h"

namespace gradus {

class DataTab : public QWidget {
  Q_OBJECT
 public:
  explicit DataTab(EngineBridge* bridge, QWidget* parent = nullptr);
  ColumnChooser* chooser() const { return chooser_; }

 Q_SIGNALS:
  void fileRequested();

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void layOut();
  static QString nameOf(const Snapshot& snapshot);

  EngineBridge* bridge_;
  QLabel *title_, *shape_, *notes_, *none_;
  ColumnChooser* chooser_;
  QPushButton *open_, *back_;
  std::shared_ptr<const Dataset> shown_;
  std::shared_ptr<const Demo> demo_;
};

}  // namespace gradus
