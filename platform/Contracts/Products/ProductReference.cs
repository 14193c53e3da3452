using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MeshStarter.Contracts.Products;

/// <summary>
/// A product as readers name it: <c>orders.orders</c> for its default major version, <c>orders.orders@1</c> for a certain
/// one.
/// </summary>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version; null for the default one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProductReference(DataProductId Product, int? Major)
{
    /// <summary>Reads either form.</summary>
    /// <exception cref="FormatException">The text is neither; the message says why.</exception>
    public static ProductReference Parse(string text) =>
        TryParse(text, out var reference, out var error) ? reference : throw new FormatException(error);

    /// <summary>Reads either form; on failure <paramref name="error"/> says which rule the text breaks.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProductReference reference, [NotNullWhen(false)] out string? error)
    {
        reference = default;
        var at = text?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        if (!DataProductId.TryParse(at < 0 ? text : text![..at], out var product, out error))
        {
            return false;
        }

        if (at < 0)
        {
            reference = new ProductReference(product, null);
            return true;
        }

        var number = text![(at + 1)..];
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var major) || (number.Length > 1 && number[0] == '0'))
        {
            error = $"{Quoted.Text(number)} is not a major version, which is a whole number such as 1.";
            return false;
        }

        reference = new ProductReference(product, major);
        return true;
    }

    /// <summary><c>domain.product</c> or <c>domain.product@major</c>.</summary>
    public override string ToString() => Major is { } major ? $"{Product}@{major}" : Product.ToString();
}
