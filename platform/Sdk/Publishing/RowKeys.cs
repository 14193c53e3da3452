using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Rows;

namespace MeshStarter.Sdk.Publishing;

/// <summary>Validates the keys of deletes against a product's contract: the values of its key, or the <c>event_id</c> of a fact.</summary>
internal sealed class RowKeys(DataProductDescriptor contract)
{
    private readonly IReadOnlyList<string> _columns = RowIdentity.ColumnsOf(contract);
    private readonly Lazy<RowContract> _values = new(() => new RowContract([.. contract.Schema.Where(column => RowIdentity.ColumnsOf(contract).Contains(column.Name, StringComparer.Ordinal))]));

    /// <summary>Returns a key in canonical JSON, and the subject of its events.</summary>
    /// <param name="key">An object with the key's columns, such as a row; the value itself where the key is one column.</param>
    /// <exception cref="ContractViolationException">The key is not the product's, or its rows cannot be named.</exception>
    public (string Key, string Subject) Of(JsonElement key)
    {
        if (_columns.Count == 0)
        {
            throw new ContractViolationException($"{contract.Name}: no row can be deleted, because none has a name: the contract has neither a key nor a column event_id of type UUID. Declare a key.");
        }

        var given = new JsonObject();
        List<RowViolation> violations = [];
        foreach (var column in _columns)
        {
            if (key.ValueKind == JsonValueKind.Object && key.TryGetProperty(column, out var value))
            {
                given[column] = JsonNode.Parse(value.GetRawText());
            }
            else if (key.ValueKind != JsonValueKind.Object && _columns.Count == 1)
            {
                given[column] = JsonNode.Parse(key.GetRawText());
            }
            else
            {
                violations.Add(new RowViolation(column, "required", $"a row is deleted by {string.Join(", ", _columns)}."));
            }
        }

        if (violations.Count > 0)
        {
            throw new ContractViolationException(contract.Name, violations);
        }

        var result = _values.Value.Check(JsonSerializer.SerializeToUtf8Bytes(given, MeshJson.Options));
        return result.Row is { } typed ? (typed.ToJson(), RowIdentity.SubjectOf(_columns, typed)) : throw new ContractViolationException(contract.Name, result.Violations);
    }
}
