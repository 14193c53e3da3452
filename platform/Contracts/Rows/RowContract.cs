using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.Contracts;

/// <summary>
/// Holds rows against a product's schema and writes them in the one canonical JSON form that every port uses:
/// all columns in declared order, DECIMAL as text with its full scale, TIMESTAMP as UTC with <c>Z</c>, UUID in lower case,
/// BINARY as base64, not-a-number and infinities as text.
/// </summary>
public sealed class RowContract
{
    private readonly IReadOnlyList<ColumnDefinition> _schema;
    private readonly HashSet<string> _names;

    /// <summary>Makes the contract of one product's rows.</summary>
    public RowContract(IReadOnlyList<ColumnDefinition> schema)
    {
        _schema = schema;
        _names = schema.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Checks a row; a column that is absent counts as null.</summary>
    public RowResult Check(JsonElement row)
    {
        List<RowViolation> violations = [];
        if (row.ValueKind != JsonValueKind.Object)
        {
            violations.Add(new RowViolation("$", "type", "a row is a JSON object with a member for each column"));
            return new RowResult(null, violations);
        }

        var canonical = new JsonObject();
        foreach (var column in _schema)
        {
            var given = row.TryGetProperty(column.Name, out var value) && value.ValueKind != JsonValueKind.Null;
            if (!given && column.Required)
            {
                violations.Add(new RowViolation(column.Name, "required", "the contract requires a value here"));
            }

            canonical[column.Name] = given ? CanonicalValue.Of(value, column.Type, column.Name, violations) : null;
        }

        foreach (var member in row.EnumerateObject().Where(member => !_names.Contains(member.Name)))
        {
            violations.Add(new RowViolation(member.Name, "undeclared", "the contract has no such column; declare it in data-product.yaml or leave it out"));
        }

        return new RowResult(violations.Count == 0 ? canonical : null, violations);
    }
}
