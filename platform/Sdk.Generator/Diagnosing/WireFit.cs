using MeshStarter.Contracts.Types;
using MeshStarter.Sdk.Generator.Reading;
using Microsoft.CodeAnalysis;

namespace MeshStarter.Sdk.Generator.Diagnosing;

/// <summary>
/// Decides which types of C# can have a contract's values when they are written as JSON. What may have them at run time passes: a
/// string may be a UUID's text, and an object anything.
/// </summary>
internal static class WireFit
{
    /// <summary>The elements of what is written as a JSON array; null for other types.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type) =>
        type is IArrayTypeSymbol array ? array.ElementType
        : type.SpecialType == SpecialType.System_String || ValueOf(type) is not null ? null
        : Arguments(type, "System.Collections.Generic.IEnumerable<T>") is [var element] ? element : null;

    /// <summary>The values of what is written as a JSON object with names of the row's own; null for other types.</summary>
    public static ITypeSymbol? ValueOf(ITypeSymbol type) =>
        Arguments(type, "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>") is [_, var value] ? value
        : Arguments(type, "System.Collections.Generic.IDictionary<TKey, TValue>") is [_, var other] ? other : null;

    /// <summary>Whether a type is written by its members, which are all known.</summary>
    public static bool IsObject(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } && !IsOpen(type) && !IsOfTheFramework(type)
        && ElementOf(type) is null && ValueOf(type) is null && !HasConverter(type);

    /// <summary>Whether some value of the type can be one of the contract's.</summary>
    public static bool CanHold(ITypeSymbol type, RowType declared)
    {
        if (IsOpen(type) || HasConverter(type))
        {
            return true;
        }

        var name = type.OriginalDefinition.ToDisplayString();
        var isText = type.SpecialType is SpecialType.System_String or SpecialType.System_Char || type.TypeKind == TypeKind.Enum;
        return declared switch
        {
            ScalarType { Kind: PrimitiveKind.Boolean } => type.SpecialType == SpecialType.System_Boolean,
            ScalarType { Forms.IsWhole: true } => IsWhole(type),
            ExactType or ScalarType { Forms.IsFloating: true } => IsNumber(type) || type.SpecialType == SpecialType.System_String,
            ScalarType { Kind: PrimitiveKind.String } => isText || name is "System.Guid" or "System.Uri" or "System.Version" or "System.DateTime" or "System.DateTimeOffset" or "System.DateOnly" or "System.TimeOnly" or "System.TimeSpan",
            ScalarType { Kind: PrimitiveKind.Time } => isText || name is "System.TimeOnly" or "System.TimeSpan",
            ScalarType { Kind: PrimitiveKind.Timestamp } => isText || name is "System.DateTimeOffset" or "System.DateTime",
            ScalarType { Kind: PrimitiveKind.Binary } => type.SpecialType == SpecialType.System_String || name is "byte[]" or "System.ReadOnlyMemory<T>" or "System.Memory<T>",
            ScalarType { Forms: var forms } => isText || forms.CSharp == $"global::{name}",
            _ => false,
        };
    }

    // Says nothing of what is written: object, an interface, a JSON node, a type parameter, a type that is not found.
    private static bool IsOpen(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Object
        || type.TypeKind is TypeKind.TypeParameter or TypeKind.Dynamic or TypeKind.Error
        || (type.TypeKind == TypeKind.Interface && ElementOf(type) is null && ValueOf(type) is null)
        || type.ContainingNamespace?.ToDisplayString() is "System.Text.Json" or "System.Text.Json.Nodes" or "System.Dynamic";

    private static bool IsOfTheFramework(ITypeSymbol type) => !type.IsAnonymousType && type.ContainingNamespace?.ToDisplayString() is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));

    private static bool HasConverter(ITypeSymbol type) => type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "JsonConverterAttribute");

    private static bool IsWhole(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double;

    private static IReadOnlyList<ITypeSymbol>? Arguments(ITypeSymbol type, string definition) =>
        type.AllInterfaces.Prepend(type).OfType<INamedTypeSymbol>().FirstOrDefault(each => each.OriginalDefinition.ToDisplayString() == definition)?.TypeArguments;
}
