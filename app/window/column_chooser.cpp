#include "app/window/column_chooser.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>
#include <cmath>

#include "app/window/counted.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

QString columnValues(const Column& column) {
  if (column.kind == ColumnKind::category) {
    QStringList names;
    for (size_t i = 0; i < std::min<size_t>(3, column.categories.size()); ++i)
      names << QString::fromStdString(column.categories[i]);
    if (column.categories.size() > 3) names << QStringLiteral("…");
    return names.join(QStringLiteral(", "));
  }
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : column.values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) return QObject::tr("no number");
  const QString unit = column.unit.empty() ? QString() : QChar(0x2009) + QString::fromStdString(column.unit);
  return QObject::tr("%1 to %2").arg(formatNumber(low), formatNumber(high)) + unit;
}

ColumnChooser::ColumnChooser(QWidget* parent) : QWidget(parent) {
  list_ = new QTreeWidget(this);
  list_->setColumnCount(3);
  list_->setHeaderLabels({tr("Column"), tr("Values"), tr("Missing")});
  list_->setRootIsDecorated(false);
  list_->setUniformRowHeights(true);
  list_->setSelectionMode(QAbstractItemView::SingleSelection);
  list_->setAccessibleName(tr("Columns of the table"));
  list_->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
  list_->header()->setSectionResizeMode(1, QHeaderView::Stretch);
  list_->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
  list_->header()->setStretchLastSection(false);
  targetLabel_ = new QLabel(tr("Target"), this);
  target_ = new QComboBox(this);
  target_->setAccessibleName(tr("Target column"));
  targetLabel_->setBuddy(target_);
  complaint_ = new QLabel(this);
  complaint_->setWordWrap(true);
  complaint_->setForegroundRole(QPalette::PlaceholderText);
  use_ = new QPushButton(tr("Use these columns"), this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(list_, 1);
  auto* row = new QHBoxLayout;
  row->addWidget(targetLabel_);
  row->addWidget(target_, 1);
  column->addLayout(row);
  column->addWidget(complaint_);
  column->addWidget(use_);
  connect(list_, &QTreeWidget::itemChanged, this, &ColumnChooser::check);
  connect(target_, &QComboBox::currentIndexChanged, this, &ColumnChooser::check);
  connect(use_, &QPushButton::clicked, this, [this] { Q_EMIT chosen(columns(), target()); });
  layOut();
}

void ColumnChooser::layOut() {
  layout()->setSpacing(themeOf(this).px(8));
}

void ColumnChooser::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange && layout()) layOut();
}

void ColumnChooser::setData(const Dataset& data, const DataNeeds& needs, bool choosable, bool always) {
  filling_ = true;
  needs_ = needs;
  choosable_ = choosable;
  always_ = always;
  list_->clear();
  target_->clear();
  target_->addItem(tr("none"), QString());
  for (const Column& column : data.columns) {
    const QString name = QString::fromStdString(column.name);
    const qint64 missing =
        std::count_if(column.values.begin(), column.values.end(), [](double v) { return !std::isfinite(v); });
    auto* item =
        new QTreeWidgetItem(list_, {name, columnValues(column), missing > 0 ? formatCount(missing) : QString()});
    item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    item->setToolTip(0, name);
    item->setToolTip(1, item->text(1));
    if (choosable && column.kind == ColumnKind::numeric)
      item->setCheckState(0, column.role == Role::feature ? Qt::Checked : Qt::Unchecked);
    if (!choosable && column.role == Role::target) item->setText(0, tr("%1 (target)").arg(name));
    target_->addItem(name, name);
    if (column.role == Role::target) target_->setCurrentIndex(target_->count() - 1);
  }
  for (QWidget* part :
       {static_cast<QWidget*>(targetLabel_), static_cast<QWidget*>(target_), static_cast<QWidget*>(use_)})
    part->setVisible(choosable);
  filling_ = false;
  check();
  if (!always) use_->setEnabled(false);
}

QStringList ColumnChooser::columns() const {
  QStringList names;
  for (int i = 0; i < list_->topLevelItemCount(); ++i) {
    const QTreeWidgetItem* item = list_->topLevelItem(i);
    const QVariant state = item->data(0, Qt::CheckStateRole);
    if (state.isValid() && state.toInt() == Qt::Checked && item->text(0) != target()) names << item->text(0);
  }
  return names;
}

void ColumnChooser::check() {
  if (filling_) return;
  QString complaint;
  const int count = static_cast<int>(columns().size());
  if (choosable_) {
    if (count < needs_.minFeatures)
      complaint =
          counted(needs_.minFeatures, tr("At least %1 column is needed."), tr("At least %1 columns are needed."));
    if (needs_.maxFeatures > 0 && count > needs_.maxFeatures)
      complaint = counted(needs_.maxFeatures, tr("Choose %1 column."), tr("Choose at most %1 columns."));
    if (needs_.needsTarget && target().isEmpty()) complaint = tr("Choose the target column: what is to be predicted.");
  }
  complaint_->setText(complaint);
  complaint_->setVisible(!complaint.isEmpty());
  use_->setEnabled(complaint.isEmpty());
}

}  // namespace gradus
