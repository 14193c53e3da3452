using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: column_naming</c>: columns are named in lower snake case and by no word of SQL, so that they need no quotes.</summary>
internal sealed class ColumnNamingRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "column_naming";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) =>
        from entry in Columns(descriptor)
        let name = entry.Column.Name
        let isSnakeCase = IsLowerSnakeCase(name)
        where !isSnakeCase || SqlWords.Contains(name)
        select isSnakeCase
            ? new Finding($"{entry.Field}.name", $"The column {Quoted.Text(name)} is named by a word of SQL, which each query would have to quote.", $"Choose another name, such as {Unquoted(name)}.")
            : new Finding($"{entry.Field}.name", $"The column {Quoted.Text(name)} is not named in lower snake case.", $"Name it {Quoted.Text(Unquoted(string.Join('_', NameWords.Of(name))))}.");

    private static string Unquoted(string name) => SqlWords.Contains(name) ? $"{name}_value" : name;

    private static bool IsLowerSnakeCase(string name) =>
        char.IsAsciiLetterLower(name[0]) && !name.EndsWith('_') && !name.Contains("__", StringComparison.Ordinal)
        && !name.Any(char.IsAsciiLetterUpper);
}
