using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Catalog.Lineage.Impact;

/// <summary>A change of a contract that is only thought of: <c>retire</c>, <c>drop:total</c>, <c>rename:total:amount</c> or <c>type:total:BIGINT</c>.</summary>
/// <param name="Column">The column that changes; null for the whole product.</param>
/// <param name="IsBreaking">Whether readers of what changes have to change.</param>
/// <param name="Reason">Why, as a sentence.</param>
internal sealed record ContractChangeRequest(string? Column, bool IsBreaking, string Reason)
{
    private const string Forms = "change: must be retire, drop:<column>, rename:<column>:<name> or type:<column>:<TYPE>.";

    /// <summary>Reads a change of a product; null and a problem where it is none.</summary>
    public static (ContractChangeRequest? Change, string? Problem) Read(string text, ProductDetails product)
    {
        if (text == "retire")
        {
            return (new ContractChangeRequest(null, IsBreaking: true, $"No consumer can read {product.Name}@{product.Version.Major} any more."), null);
        }

        var parts = text.Split(':', 3);
        if (parts is not (["drop", _] or ["rename" or "type", _, { Length: > 0 }]))
        {
            return (null, Forms);
        }

        if (product.Schema.FirstOrDefault(column => column.Name == parts[1]) is not { } changed)
        {
            var nearest = Suggestion.Nearest(parts[1], product.Schema.Select(column => column.Name));
            return (null, $"change: {product.Name} has no column {Quoted.Text(parts[1])}.{(nearest is null ? "" : $" Did you mean {nearest}?")}");
        }

        return parts switch
        {
            ["drop", _] => (new ContractChangeRequest(changed.Name, IsBreaking: true, $"{changed.Name} is gone for everything that uses it."), null),
            ["rename", _, var name] => Rename(product, changed, name),
            [_, _, var type] => Retype(changed, type),
            _ => (null, Forms),
        };
    }

    private static (ContractChangeRequest? Change, string? Problem) Rename(ProductDetails product, ColumnDefinition column, string name) =>
        ColumnName.Problem(name) is { } wrong ? (null, $"change: {wrong}")
        : product.Schema.Any(other => other.Name == name) ? (null, $"change: {product.Name} already has a column {name}.")
        : (new ContractChangeRequest(column.Name, IsBreaking: true, $"What uses {column.Name} does not find it under its new name {name}."), null);

    private static (ContractChangeRequest? Change, string? Problem) Retype(ColumnDefinition column, string text) =>
        !ColumnType.TryParse(text, out var type, out var wrong) ? (null, $"change: {wrong}")
        : TypeWidening.Holds(column.Type, type) ? (new ContractChangeRequest(column.Name, IsBreaking: false, $"{type} holds every value of {column.Type}, so every reader reads it as before."), null)
        : (new ContractChangeRequest(column.Name, IsBreaking: true, $"{type} does not hold every value of {column.Type}."), null);
}
