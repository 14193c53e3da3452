using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Checks;

/// <summary>The terms of one check in a descriptor, such as <c>{ column: total, min: 0 }</c>.</summary>
internal sealed class CheckTerms(YamlSection section, SchemaSection schema)
{
    /// <summary>The keys of the terms.</summary>
    public YamlSection Section => section;

    /// <summary>The column that is checked; null when something is wrong with it, which is noted.</summary>
    public ColumnDefinition? Column() =>
        section.RequiredScalar("column", "Name the column that is checked.") is { } name && schema.TryFind(name, out var column)
            ? column
            : null;

    /// <summary>A value of a column; null when it is none, which is noted.</summary>
    public IComparable? Literal(ColumnDefinition column, YamlScalar value)
    {
        if (ColumnLiteral.TryParse(column.Type, value.Text, out var parsed))
        {
            return parsed;
        }

        section.Issues.Error(value, "check.value", $"{Quoted.Text(value.Text)} is not a value of {column.Name}, which is {column.Type}.", $"Write {ColumnLiteral.Form(column.Type)}.");
        return null;
    }

    /// <summary>A whole number; null when it is absent, and when something is wrong with it, which is noted.</summary>
    public long? Whole(string key, long least, long greatest) =>
        section.Issues.Whole(section.Scalar(key, "a whole number"), least, greatest, "value.type", $"is not a whole number from {least} to {greatest}.", "Write one.");

    /// <summary>Notes that something is wrong with the terms together.</summary>
    public void Refuse(string rule, string message, string fix) => section.Issues.Error(section.Mapping, rule, message, fix);

    /// <summary>Notes that something is wrong with one of the values.</summary>
    public void Refuse(YamlScalar value, string rule, string message, string fix) => section.Issues.Error(value, rule, message, fix);
}
