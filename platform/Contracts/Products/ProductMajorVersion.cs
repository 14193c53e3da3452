using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MeshStarter.Contracts.Products;

/// <summary>
/// One major version of a product. Where its rows are kept or carried (table, subject, topic, outbox) it is called
/// <c>orders.fact_order_events_v1</c>: engines and brokers take no <c>@</c>.
/// </summary>
/// <param name="Product">The product.</param>
/// <param name="Major">The number of the major version.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProductMajorVersion(DataProductId Product, int Major)
{
    /// <summary>The mark between the product's name and the number; no product's own name ends so.</summary>
    public const string Mark = "_v";

    /// <summary>The name within the domain, such as <c>fact_order_events_v1</c>.</summary>
    public string Name => $"{Product.Product}{Mark}{Major.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The name by which readers ask for it, <c>orders.fact_order_events@1</c>.</summary>
    public ProductReference Reference => new(Product, Major);

    /// <summary>Reads <c>domain.product_v1</c>; the number has no leading zeros.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProductMajorVersion major)
    {
        major = default;
        var mark = text?.LastIndexOf(Mark, StringComparison.Ordinal) ?? -1;
        if (mark < 0 || !int.TryParse(text.AsSpan(mark + Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || text![mark + Mark.Length] == '0' && text.Length > mark + Mark.Length + 1
            || !DataProductId.TryParse(text![..mark], out var product))
        {
            return false;
        }

        major = new ProductMajorVersion(product, number);
        return true;
    }

    /// <summary><c>domain.product_v1</c>.</summary>
    public override string ToString() => $"{Product.Domain}.{Name}";
}
