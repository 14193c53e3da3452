using System.Diagnostics.CodeAnalysis;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>The other side of a referential check, <c>orders.orders.order_id</c>.</summary>
public static class ReferentialTarget
{
    /// <summary>Reads a product and its column.</summary>
    public static bool TryParse(string? text, out DataProductId product, [NotNullWhen(true)] out string? column)
    {
        (product, column) = (default, null);
        if (text is null || text.LastIndexOf('.') is var dot && dot < 0)
        {
            return false;
        }

        column = text[(dot + 1)..];
        return DataProductId.TryParse(text[..dot], out product) && ColumnName.Problem(column) is null;
    }

    /// <summary>The fix for a target that is no product of its domain; null for one that is, and for a product of a domain without known products.</summary>
    public static string? Fix(DataProductId target, IReadOnlyCollection<DataProductId> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var domain = known.Where(product => product.Domain == target.Domain).Select(product => product.ToString()).OrderBy(product => product, StringComparer.Ordinal).ToList();
        return known.Contains(target) || domain.Count == 0 ? null
            : Suggestion.Nearest(target.ToString(), known.Select(product => product.ToString())) is { } nearest ? $"Did you mean {nearest}?"
            : $"Name one of {string.Join(", ", domain)}.";
    }
}
