using System.Security.Cryptography;
using System.Text;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Platform.Products;

/// <summary>
/// Names what the catalog says of a product: the name changes with its versions, with the lives of its major versions, also by the clock, and with the rules in force.
/// Whether its domain reports itself is left out.
/// </summary>
internal static class ProductRevisions
{
    /// <summary>SQL of a text that differs where one of these does, of the product <c>@Product</c> at the moment <c>@Now</c>; null where there is none. The database writes a changed row as another one.</summary>
    public const string Text = """
        (SELECT (SELECT string_agg(concat_ws(':', rv.major, rv.minor, rv.patch, rv.xmin, rv.ctid), ' ' ORDER BY rv.major, rv.minor, rv.patch) FROM product_versions rv WHERE rv.name = @Product)
            || '/' || (SELECT string_agg(concat_ws(':', rm.major, rm.active_from <= @Now, rm.retires_at <= @Now, rm.end_is_set, rm.active_from, rm.deprecated_at, rm.retires_at), ' ' ORDER BY rm.major) FROM major_lives rm WHERE rm.name = @Product))
        """;

    /// <summary>The revision.</summary>
    /// <param name="product">The product.</param>
    /// <param name="text">What <see cref="Text"/> gives.</param>
    /// <param name="bundle">The rules in force.</param>
    public static string Of(DataProductId product, string text, PolicyBundle bundle) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{product} {bundle.Digest} {text}")).AsSpan(0, 16));
}
