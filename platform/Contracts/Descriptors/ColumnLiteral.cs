using System.Diagnostics.CodeAnalysis;
using System.Text;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Rows.Values;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>Single values as descriptors write them: invariant text that the engine's CAST reads as well.</summary>
internal static class ColumnLiteral
{
    /// <summary>Whether values of the type lie before and after one another in a way that a range can mean.</summary>
    public static bool HasOrder(ColumnType type) => type is DecimalType or PrimitiveType { Forms.HasOrder: true };

    /// <summary>Describes how a value of the type is written, for messages.</summary>
    public static string Form(ColumnType type) => type switch
    {
        DecimalType => "a decimal number such as 12.50",
        PrimitiveType { Forms.Written: { } form } => form,
        _ => "a check for a column with single values",
    };

    /// <summary>Reads a value; false when it is none of the type, or the type has no single values.</summary>
    public static bool TryParse(ColumnType type, string text, [NotNullWhen(true)] out IComparable? value)
    {
        value = type switch
        {
            DecimalType exact => RowDecimal.Read(Encoding.UTF8.GetBytes(text), exact, out var number) == DecimalFit.Fits ? number.Unscaled : null,
            PrimitiveType primitive => PrimitiveValues.Of(primitive.Kind).Literal(text),
            _ => null,
        };
        return value is not null;
    }
}
