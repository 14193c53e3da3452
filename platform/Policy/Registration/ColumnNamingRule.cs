using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: column_naming</c>: columns are named in lower snake case, so that they need no quotes.</summary>
internal sealed class ColumnNamingRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "column_naming";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) =>
        from entry in Columns(descriptor)
        where !IsLowerSnakeCase(entry.Column.Name)
        select new Finding($"{entry.Field}.name", $"The column {Quoted.Text(entry.Column.Name)} is not named in lower snake case.", $"Name it {Quoted.Text(string.Join('_', NameWords.Of(entry.Column.Name)))}.");

    private static bool IsLowerSnakeCase(string name) =>
        char.IsAsciiLetterLower(name[0]) && !name.EndsWith('_') && !name.Contains("__", StringComparison.Ordinal)
        && !name.Any(char.IsAsciiLetterUpper);
}
