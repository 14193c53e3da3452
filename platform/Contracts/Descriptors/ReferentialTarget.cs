using System.Diagnostics.CodeAnalysis;

namespace MeshStarter.Contracts;

/// <summary>The other side of a referential check, <c>orders.orders.order_id</c>.</summary>
internal static class ReferentialTarget
{
    public static bool TryParse(string? text, out DataProductId product, [NotNullWhen(true)] out string? column)
    {
        (product, column) = (default, null);
        if (text is null || text.LastIndexOf('.') is var dot && dot < 0)
            return false;
        column = text[(dot + 1)..];
        return DataProductId.TryParse(text[..dot], out product) && ColumnName.Problem(column) is null;
    }
}
