using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Checks;

/// <summary>One entry of <c>quality.checks</c>: the kind with its terms, and how severe a failure is.</summary>
/// <param name="section">The entry.</param>
/// <param name="product">The product whose check it is.</param>
/// <param name="schema">The product's columns.</param>
/// <param name="others">The columns of another product; null where they are not known.</param>
internal sealed class CheckSection(YamlSection section, DataProductId product, SchemaSection schema, Func<DataProductId, IReadOnlyList<ColumnDefinition>?> others)
{
    private YamlIssues Issues => section.Issues;

    /// <summary>The check; null when something is wrong with it, which is noted.</summary>
    public QualityCheck? Read()
    {
        var severity = section.Word<CheckSeverity>("severity") ?? CheckSeverity.Error;
        var kinds = QualityCheckKinds.All.Where(kind => section.Find(kind) is not null).ToList();
        var entries = section.Mapping.Entries.Count(entry => entry.Key != "severity");
        section.RefuseOthers();
        if (kinds.Count > 1)
        {
            Issues.Error(section.Mapping, "check.kinds", $"One check has the kinds {string.Join(", ", kinds)}.", "Give each kind a list entry of its own.");
        }
        else if (kinds.Count == 0 && entries == 0)
        {
            Issues.Error(section.Mapping, "check.kind", "The check lacks its kind.", $"Use one of {string.Join(", ", QualityCheckKinds.All)}.");
        }
        else if (kinds.Count == 0 && section.Mapping.Entries.FirstOrDefault(entry => QualityCheckKinds.All.Contains(entry.Key, StringComparer.Ordinal)) is { } bare)
        {
            Issues.Error(bare.Line, section.PathOf(bare.Key), "check.terms", $"The check {bare.Key} says nothing.", "Write its columns or terms.");
        }

        return kinds.Count == 1 && QualityCheckKinds.Read(kinds[0], this) is { } check ? check with { Severity = severity } : null;
    }

    /// <summary>The check of a kind that has terms.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="example">An example of its terms.</param>
    /// <param name="read">Reads them; null when something is wrong with them, which is noted.</param>
    public QualityCheck? Terms(string kind, string example, Func<CheckTerms, QualityCheck?> read)
    {
        if (section.Section(kind, example) is not { } terms)
        {
            return null;
        }

        var check = read(new CheckTerms(terms, schema));
        terms.RefuseOthers();
        return check;
    }

    /// <summary>The column of another product that the terms of a check name; null when something is wrong with it, which is noted.</summary>
    public ReferentialSection? Reference(CheckTerms terms) => ReferentialSection.Read(terms.Section, product, schema, others);

    /// <summary>The text of a kind that is one text; null when something is wrong with it, which is noted.</summary>
    public YamlScalar? Text(string kind, string fix) => section.RequiredScalar(kind, fix);

    /// <summary>The columns of a kind that names columns; none when something is wrong with them, which is noted.</summary>
    public IReadOnlyList<string> Columns(string kind)
    {
        IReadOnlyList<YamlScalar> names = section.Find(kind) is YamlScalar one ? [one] : section.Texts(kind) ?? [];
        if (section.Find(kind) is YamlSequence { Items.Count: 0 } none)
        {
            Issues.Error(none, "check.columns", "The check names no column.", "Name at least one, or remove the check.");
        }

        var columns = new List<string>();
        foreach (var name in names)
        {
            if (schema.TryFind(name, out var column))
            {
                columns.Add(column.Name);
            }
        }

        return columns;
    }
}
