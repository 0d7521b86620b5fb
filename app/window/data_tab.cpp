#include "app/window/data_tab.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "app/demos/registry.h"
#include "app/window/counted.h"
#include "core/data/sources.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

DataTab::DataTab(EngineBridge* bridge, QWidget* parent) : QWidget(parent), bridge_(bridge) {
  title_ = new QLabel(this);
  setTextRole(title_, TextRole::heading);
  shape_ = new QLabel(this);
  shape_->setForegroundRole(QPalette::PlaceholderText);
  chooser_ = new ColumnChooser(this);
  notes_ = new QLabel(this);
  notes_->setWordWrap(true);
  notes_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  none_ = new QLabel(this);
  none_->setWordWrap(true);
  none_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  open_ = new QPushButton(icon(Icon::open), tr("Open a table"), this);
  back_ = new QPushButton(icon(Icon::undo), tr("Built-in data"), this);
  back_->setToolTip(tr("Leaves the file and goes back to generated data"));
  connect(open_, &QPushButton::clicked, this, &DataTab::fileRequested);
  connect(back_, &QPushButton::clicked, this, [this] {
    const Demo& demo = *bridge_->demo();
    NamedValues settings;
    if (!demo.data.sources.empty()) settings.emplace_back("data", demo.data.sources.front());
    bridge_->setFile(std::nullopt, settings);
  });
  connect(chooser_, &ColumnChooser::chosen, this, [this](const QStringList& columns, const QString& target) {
    if (!bridge_->snapshot()->recipe || !bridge_->snapshot()->recipe->file) return;
    FileSource file = *bridge_->snapshot()->recipe->file;
    file.columns.clear();
    for (const QString& column : columns) file.columns.push_back(column.toStdString());
    file.target = target.toStdString();
    bridge_->setFile(std::move(file));
  });
  auto* column = new QVBoxLayout(this);
  for (QLabel* label : {title_, shape_}) column->addWidget(label);
  column->addWidget(chooser_, 3);
  column->addWidget(notes_);
  column->addWidget(none_, 1);
  auto* row = new QHBoxLayout;
  row->addWidget(open_);
  row->addWidget(back_);
  row->addStretch(1);
  column->addLayout(row);
  connect(bridge, &EngineBridge::snapshotChanged, this, &DataTab::refresh);
  connect(bridge, &EngineBridge::demoChanged, this, &DataTab::refresh);
  layOut();
}

void DataTab::layOut() {
  const Theme& theme = themeOf(this);
  layout()->setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(16));
  layout()->setSpacing(theme.px(10));
}

void DataTab::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange && layout() && back_) layOut();
}

void DataTab::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

QString DataTab::nameOf(const Snapshot& snapshot) {
  const DataSource* source = findDataSource(snapshot.data->name);
  return source ? translated(source->title) : QString::fromStdString(snapshot.data->name);
}

void DataTab::refresh() {
  const Snapshot& snapshot = *bridge_->snapshot();
  if (!isVisible() || !snapshot.demo ||
      (shown_ == snapshot.data && demo_ == snapshot.demo && snapshot.revision > 0 && shown_))
    return;
  shown_ = snapshot.data;
  demo_ = snapshot.demo;
  const bool any = snapshot.data != nullptr;
  const bool file = any && snapshot.recipe && snapshot.recipe->file.has_value();
  for (QWidget* part : {static_cast<QWidget*>(shape_), static_cast<QWidget*>(chooser_), static_cast<QWidget*>(notes_)})
    part->setVisible(any);
  open_->setVisible(demo_->data.files);
  back_->setVisible(file && !demo_->data.sources.empty());
  none_->setVisible(!any || !demo_->data.files);
  title_->setText(any ? nameOf(snapshot) : tr("No table"));
  if (!demo_->data.files) {
    QStringList takers;
    for (const auto& demo : demoRegistry())
      if (demo->data.files) takers << translated(demo->title);
    none_->setText(tr("This demo makes its own data and takes no files. These take a table of your own: %1.")
                       .arg(takers.join(QStringLiteral(", "))));
  } else {
    none_->setText(tr("Drop a table on the window or open one."));
  }
  if (!any) return;
  const size_t features = snapshot.data->featureColumns().size();
  shape_->setText(
      tr("%1, %2").arg(counted(static_cast<qint64>(snapshot.data->rows()), tr("%1 row"), tr("%1 rows")),
                       counted(static_cast<qint64>(features), tr("%1 column used"), tr("%1 columns used"))));
  chooser_->setData(*snapshot.data, demo_->data, file);
  QStringList notes;
  for (const Text& note : snapshot.notes) notes << QStringLiteral("• ") + translated(note);
  if (!snapshot.data->provenance.empty())
    notes << tr("Source: %1").arg(QString::fromStdString(snapshot.data->provenance));
  notes_->setText(notes.isEmpty() ? tr("Nothing was changed.") : notes.join(QLatin1Char('\n')));
}

}  // namespace gradus
