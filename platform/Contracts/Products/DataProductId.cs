using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Contracts.Products;

/// <summary>
/// The name of a data product, <c>domain.product</c>. It is parsed once where it enters and printed once where it
/// leaves; nothing else takes the text apart.
/// </summary>
/// <remarks>The default value names nothing; it is only what an array element holds before it is set.</remarks>
[JsonConverter(typeof(ParsedJsonConverter<DataProductId>))]
public readonly record struct DataProductId : IParsable<DataProductId>, IComparable<DataProductId>
{
    /// <summary>Joins two valid parts.</summary>
    /// <param name="domain">The owning domain: lower snake case, 1 to 63 characters.</param>
    /// <param name="product">The product within the domain, same form.</param>
    /// <exception cref="ArgumentException">A part breaks the naming rule; the message says which and why.</exception>
    public DataProductId(string domain, string product)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(product);
        if (MeshName.Problem(domain) is { } wrongDomain)
        {
            throw new ArgumentException($"Domain {wrongDomain}", nameof(domain));
        }

        if (MeshName.Problem(product) is { } wrongProduct)
        {
            throw new ArgumentException($"Product {wrongProduct}", nameof(product));
        }

        Domain = domain;
        Product = product;
    }

    /// <summary>The owning domain, <c>orders</c>.</summary>
    public string Domain { get; }

    /// <summary>The product within its domain, <c>fact_order_events</c>.</summary>
    public string Product { get; }

    /// <summary>Reads <c>domain.product</c>.</summary>
    /// <exception cref="FormatException">The text is not a product's name; the message says why.</exception>
    public static DataProductId Parse(string text) =>
        TryParse(text, out var id, out var error) ? id : throw new FormatException(error);

    /// <inheritdoc/>
    public static DataProductId Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <summary>Reads <c>domain.product</c>; false when it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DataProductId id) => TryParse(text, out id, out _);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DataProductId result) =>
        TryParse(s, out result, out _);

    /// <summary>Reads <c>domain.product</c>; on failure <paramref name="error"/> says which rule the text breaks.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, out DataProductId id, [NotNullWhen(false)] out string? error)
    {
        id = default;
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (text is null || dot < 0)
        {
            error = $"{Quoted.Text(text)} is not a product's name, which is \"domain.product\".";
            return false;
        }

        var domain = text[..dot];
        var product = text[(dot + 1)..];
        error = MeshName.Problem(domain) is { } wrongDomain ? $"Domain {wrongDomain}"
            : MeshName.Problem(product) is { } wrongProduct ? $"Product {wrongProduct}"
            : null;
        if (error is not null)
        {
            return false;
        }

        id = new DataProductId(domain, product);
        return true;
    }

    /// <summary>Orders by domain, then by product.</summary>
    public int CompareTo(DataProductId other) =>
        string.CompareOrdinal(Domain, other.Domain) is var byDomain and not 0
            ? byDomain
            : string.CompareOrdinal(Product, other.Product);

    /// <summary><c>domain.product</c>, what <see cref="Parse(string)"/> reads.</summary>
    public override string ToString() => $"{Domain}.{Product}";

    /// <summary>Whether the left name sorts before the right one.</summary>
    public static bool operator <(DataProductId left, DataProductId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left name sorts after the right one.</summary>
    public static bool operator >(DataProductId left, DataProductId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left name sorts before the right one or equals it.</summary>
    public static bool operator <=(DataProductId left, DataProductId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left name sorts after the right one or equals it.</summary>
    public static bool operator >=(DataProductId left, DataProductId right) => left.CompareTo(right) >= 0;
}
