// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/problem_box.h"

#include "ui/dialogs/control.h"
#include "ui/widgets/make_child.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace cg::ui {

ProblemBox::ProblemBox(const Problem& problem, QWidget* parent) : QDialog(parent), m_problem(problem)
{
    constexpr int kWidth = 440;
    setObjectName(QStringLiteral("problemBox"));
    setWindowTitle(problem.title);
    setAccessibleName(problem.title);
    setAccessibleDescription(problem.sentence);
    setMinimumWidth(kWidth);

    auto* buttons = makeChild<QDialogButtonBox>(this);
    QPushButton* copyButton = buttons->addButton(tr("Copy text"), QDialogButtonBox::ActionRole);
    describe(*copyButton, QStringLiteral("copyProblem"), tr("Copy text"), tr("Copies the title and the sentence"));
    copyButton->setAutoDefault(false);
    QPushButton* closeButton = buttons->addButton(QDialogButtonBox::Close);
    describe(*closeButton, QStringLiteral("closeProblem"), tr("Close"), tr("Closes this window"));
    closeButton->setDefault(true);

    auto* layout = makeChild<QVBoxLayout>(this);
    layout->addWidget(makeText(QStringLiteral("problemTitle"), problem.title, TextWeight::Bold, this));
    layout->addWidget(makeText(QStringLiteral("problemSentence"), problem.sentence, TextWeight::Normal, this));
    layout->addStretch();
    layout->addWidget(buttons);
    closeButton->setFocus();
    connect(copyButton, &QPushButton::clicked, this, &ProblemBox::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void ProblemBox::copy() const
{
    QGuiApplication::clipboard()->setText(m_problem.title + u'\n' + m_problem.sentence);
}

} // namespace cg::ui
