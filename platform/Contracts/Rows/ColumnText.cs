using System.Text;
using MeshStarter.Contracts.Rows.Values;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Rows;

/// <summary>Values that stand as text in rules and claims, in the canonical form of a column's type (<see cref="CanonicalText"/>).</summary>
public static class ColumnText
{
    /// <summary>Whether equal values of the type have one text. Floating-point numbers, bytes and nested values have not.</summary>
    public static bool HasOneText(ColumnType type) => type is DecimalType || (type is PrimitiveType primitive && PrimitiveValues.Of(primitive.Kind).HasOneText);

    /// <summary>The canonical text of a value.</summary>
    /// <param name="text">The value as a person or a token writes it.</param>
    /// <param name="type">The column's type.</param>
    /// <returns>The text; null where it is no value of the type, or <see cref="HasOneText"/> is false.</returns>
    public static string? Canonical(string text, ColumnType type)
    {
        ArgumentNullException.ThrowIfNull(text);
        return type switch
        {
            DecimalType exact => RowDecimal.Read(Encoding.UTF8.GetBytes(text), exact, out var number) == DecimalFit.Fits ? number.ToString() : null,
            PrimitiveType primitive => PrimitiveValues.Of(primitive.Kind).Canonical(text),
            _ => null,
        };
    }
}
