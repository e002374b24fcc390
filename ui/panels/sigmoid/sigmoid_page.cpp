// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/sigmoid/sigmoid_page.h"

#include "ui/painting/value_role.h"
#include "ui/panels/sigmoid/approximation_model.h"
#include "ui/panels/sigmoid/function_chart.h"
#include "ui/panels/sigmoid/pre_activation_strip.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"
#include "ui/widgets/network_text.h"

#include <QAction>
#include <QButtonGroup>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <array>

namespace cg::ui {

namespace {

using model::Function;

constexpr int kControlHeight = 28;
constexpr std::array kFunctions{Function::Sigmoid, Function::Tanh, Function::Exp};

QString nameOfFunction(Function function)
{
    const std::string_view name = model::nameOf(function);
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

/// The activation of the first layer that has one which is no polynomial by itself.
std::optional<model::Activation> approximatedIn(const SessionState& state)
{
    if (!state.spec) {
        return std::nullopt;
    }
    for (const model::LayerSpec& layer : state.spec->plan.network.layers) {
        if (layer.activation.approximation() != model::Approximation::Exact) {
            return layer.activation;
        }
    }
    return std::nullopt;
}

/// Inputs of all activations of the network; the layers without one (identity) do not count.
std::vector<double> preActivationsOf(const SessionState& state)
{
    std::vector<double> values;
    const auto& layers = state.values->preActivations;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const bool isKnown = state.spec && l < state.spec->plan.network.layers.size();
        if (!isKnown || !state.spec->plan.network.layers[l].activation.isIdentity()) {
            values.insert(values.end(), layers[l].begin(), layers[l].end());
        }
    }
    return values;
}

} // namespace

SigmoidPage::SigmoidPage(QWidget* parent)
    : QWidget(parent),
      m_model(makeChild<ApproximationModel>(this)),
      m_sorted(makeChild<QSortFilterProxyModel>(this)),
      m_headline(makeChild<QLabel>(this)),
      m_functions(makeChild<QButtonGroup>(this)),
      m_range(makeChild<QDoubleSpinBox>(this)),
      m_values(makeChild<FunctionChart>(this, Curves::Values)),
      m_strip(makeChild<PreActivationStrip>(this)),
      m_errors(makeChild<FunctionChart>(this, Curves::Errors)),
      m_table(makeChild<QTableView>(this)),
      m_details(makeChild<QLabel>(this)),
      m_inUse(makeChild<QLabel>(this)),
      m_use(makeChild<QPushButton>(this, tr("&Use this in the network")))
{
    setObjectName(QStringLiteral("sigmoidPage"));
    setAccessibleName(tr("Polynomials for the sigmoid"));
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(Qt::UserRole);
    createLayout();
    connectSignals();
    compute();
    m_table->setCurrentIndex(m_sorted->mapFromSource(m_model->index(1, 0)));
}

void SigmoidPage::createLayout()
{
    QFont large = font();
    constexpr double kLarger = 1.3;
    large.setPointSizeF(large.pointSizeF() * kLarger);
    large.setBold(true);
    m_headline->setFont(large);
    m_headline->setObjectName(QStringLiteral("sigmoidHeadline"));
    auto* plots = makeLayout<QVBoxLayout>();
    plots->setSpacing(0);
    plots->addWidget(m_values, 6);
    plots->addWidget(m_strip, 1);
    plots->addWidget(m_errors, 4);
    auto* columns = makeLayout<QHBoxLayout>();
    columns->addLayout(plots, 1);
    columns->addLayout(createTable());
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->addWidget(m_headline);
    layout->addLayout(createControls());
    layout->addLayout(columns, 1);
}

QHBoxLayout* SigmoidPage::createControls()
{
    auto* controls = makeLayout<QHBoxLayout>();
    for (const Function function : kFunctions) {
        auto* button = makeChild<QRadioButton>(this, nameOfFunction(function));
        button->setObjectName(QStringLiteral("function-") + nameOfFunction(function));
        button->setAccessibleName(tr("Function %1").arg(nameOfFunction(function)));
        button->setToolTip(tr("Polynomials that stand for %1").arg(nameOfFunction(function)));
        button->setMinimumHeight(kControlHeight);
        m_functions->addButton(button, static_cast<int>(function));
        controls->addWidget(button);
    }
    m_functions->button(static_cast<int>(m_function))->setChecked(true);
    m_range->setObjectName(QStringLiteral("radius"));
    m_range->setAccessibleName(tr("Range of the inputs"));
    m_range->setToolTip(tr("The polynomial is made for inputs in ±R; drag the edges of the band to change it"));
    m_range->setRange(kLeastRadius, kLargestRadius);
    m_range->setSingleStep(0.1);
    m_range->setPrefix(QStringLiteral("±"));
    m_range->setLocale(QLocale::c());
    m_range->setValue(m_radius);
    m_range->setMinimumHeight(kControlHeight);
    auto* rangeLabel = makeChild<QLabel>(this, tr("&Range R"));
    rangeLabel->setBuddy(m_range);
    controls->addSpacing(kControlHeight);
    controls->addWidget(rangeLabel);
    controls->addWidget(m_range);
    controls->addStretch();
    controls->addWidget(makeChild<QLabel>(this, tr("◆ stops rising   ▲ leaves the function's values")));
    return controls;
}

QVBoxLayout* SigmoidPage::createTable()
{
    constexpr int kTableWidth = 340;
    m_table->setObjectName(QStringLiteral("approximations"));
    m_table->setAccessibleName(tr("Polynomials with their costs and errors"));
    m_table->setToolTip(tr("A ticked polynomial is drawn; the chosen row can be used in the network"));
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ApproximationModel::Name, Qt::AscendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(kControlHeight);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(ApproximationModel::Name, QHeaderView::Stretch);
    m_table->setFixedWidth(kTableWidth);
    m_details->setObjectName(QStringLiteral("candidateDetails"));
    m_inUse->setObjectName(QStringLiteral("activationInUse"));
    m_use->setObjectName(QStringLiteral("useActivation"));
    m_use->setAccessibleName(tr("Use the chosen polynomial in the network"));
    m_use->setMinimumHeight(kControlHeight);
    auto* column = makeLayout<QVBoxLayout>();
    column->addWidget(m_table, 1);
    for (QLabel* label : {m_details, m_inUse}) {
        label->setWordWrap(true);
        label->setFixedWidth(kTableWidth);
        column->addWidget(label);
    }
    column->addWidget(m_use);
    return column;
}

void SigmoidPage::connectSignals()
{
    connect(m_functions, &QButtonGroup::idClicked, this, [this](int id) { setFunction(static_cast<Function>(id)); });
    connect(m_range, &QDoubleSpinBox::valueChanged, this, &SigmoidPage::setRadius);
    for (const FunctionChart* chart : {m_values, m_errors}) {
        connect(chart, &FunctionChart::radiusChosen, this, &SigmoidPage::setRadius);
    }
    connect(m_model, &ApproximationModel::shownChanged, this, &SigmoidPage::showCurves);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SigmoidPage::showChoice);
    connect(m_use, &QPushButton::clicked, this, [this] {
        if (const Candidate* candidate = chosen(); candidate != nullptr && candidate->activation) {
            Q_EMIT activationChosen(QString::fromStdString(candidate->activation->text()));
        }
    });
}

void SigmoidPage::setFunction(Function function)
{
    m_functions->button(static_cast<int>(function))->setChecked(true);
    m_function = function;
    compute();
    m_table->setCurrentIndex(m_sorted->mapFromSource(m_model->index(0, 0)));
}

void SigmoidPage::setRadius(double radius)
{
    m_radius = offeredRadius(radius);
    const QSignalBlocker blocker(m_range);
    m_range->setValue(m_radius);
    compute();
}

void SigmoidPage::compute()
{
    m_model->showCandidates(candidatesOf(m_function, m_radius));
    m_headline->setText(headline());
    showCurves();
    showChoice();
}

QString SigmoidPage::headline() const
{
    if (m_function == Function::Sigmoid) {
        return tr("Beyond |x| ≈ π more Taylor terms make it worse.");
    }
    return m_function == Function::Tanh ? tr("Beyond |x| ≈ π/2 more Taylor terms make it worse.")
                                        : tr("For exp every Taylor term helps, everywhere.");
}

void SigmoidPage::showCurves()
{
    std::vector<Candidate> shown;
    for (std::size_t row = 0; row < m_model->candidates().size(); ++row) {
        if (m_model->isShown(row)) {
            shown.push_back(m_model->candidates()[row]);
        }
    }
    m_values->showFunction(m_function, m_radius, shown);
    m_errors->showFunction(m_function, m_radius, shown);
    showPreActivations();
}

const Candidate* SigmoidPage::chosen() const
{
    const QModelIndex index = m_sorted->mapToSource(m_table->currentIndex());
    return index.isValid() ? &m_model->candidates().at(static_cast<std::size_t>(index.row())) : nullptr;
}

void SigmoidPage::showChoice()
{
    const Candidate* candidate = chosen();
    m_use->setEnabled(candidate != nullptr && candidate->activation);
    if (candidate == nullptr) {
        m_details->setText(tr("Choose a row of the table."));
        m_use->setToolTip(m_details->text());
        return;
    }
    if (!candidate->activation) {
        m_details->setText(nameOf(*candidate) + QStringLiteral(": ") + candidate->refusal + u'.');
        m_use->setToolTip(m_details->text());
        return;
    }
    QStringList facts;
    facts << (candidate->stopsRising ? tr("stops rising at %1").arg(*candidate->stopsRising, 0, 'f', 2)
                                     : tr("rises everywhere"));
    if (candidate->leaves) {
        facts << (m_function == Function::Tanh ? tr("leaves [−1, 1] at %1") : tr("leaves [0, 1] at %1"))
                     .arg(*candidate->leaves, 0, 'f', 2);
    }
    m_details->setText(nameOf(*candidate) + QStringLiteral(": ") + facts.join(QStringLiteral(", ")) + u'.');
    m_use->setToolTip(tr("Begins anew with %1").arg(QString::fromStdString(candidate->activation->text())));
}

void SigmoidPage::showPreActivations()
{
    m_strip->showValues(m_preActivations, m_radius, m_values->reach());
}

void SigmoidPage::adopt(const SessionState& state)
{
    const auto activation = approximatedIn(state);
    const QString text = activation ? QString::fromStdString(activation->text()) : QString();
    m_inUse->setText(text.isEmpty() ? tr("In the network now: no approximation.")
                                    : tr("In the network now: %1.").arg(text));
    if (text == m_adopted) {
        return;
    }
    m_adopted = text;
    if (activation) {
        setFunction(activation->function());
        setRadius(activation->radius());
    }
}

void SigmoidPage::showState(const SessionState& state)
{
    adopt(state);
    m_preActivations.reset();
    if (state.showsValues() && state.values && !state.values->preActivations.empty()) {
        m_preActivations = preActivationsOf(state);
    }
    m_strip->setValueRole(valueRole(state));
    const auto pictures = state.snapshot ? state.snapshot->pictures : nullptr;
    m_strip->showBytes(pictures ? bytesOf(*pictures) : std::vector<std::uint8_t>{});
    showPreActivations();
}

} // namespace cg::ui
