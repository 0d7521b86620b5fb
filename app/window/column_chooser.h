#pragma once
// The columns of a table: what they hold, and for files which are used as features and which one is the target.
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QWidget>

#include "core/data/dataset.h"
#include "core/run/demo.h"

namespace gradus {

class ColumnChooser : public QWidget {
  Q_OBJECT
 public:
  explicit ColumnChooser(QWidget* parent = nullptr);

  /// `choosable`: a file, whose columns may be chosen. `always`: the button is enabled even without a change.
  void setData(const Dataset& data, const DataNeeds& needs, bool choosable, bool always = false);
  QStringList columns() const;
  QString target() const { return target_->currentData().toString(); }
  QPushButton* useButton() const { return use_; }

 Q_SIGNALS:
  void chosen(const QStringList& columns, const QString& target);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void layOut();
  void check();

  QTreeWidget* list_;
  QLabel *targetLabel_, *complaint_;
  QComboBox* target_;
  QPushButton* use_;
  DataNeeds needs_;
  bool choosable_ = false, filling_ = false, always_ = false;
};

/// "0.1 to 2.5", "setosa, versicolor, virginica".
QString columnValues(const Column& column);

}  // namespace gradus
