using MeshStarter.Contracts.Types;
using MeshStarter.Sdk.Generator.Naming;
using MeshStarter.Sdk.Generator.Reading;
using MeshStarter.Sdk.Generator.Records;
using Microsoft.CodeAnalysis;

namespace MeshStarter.Sdk.Generator.Diagnosing;

/// <summary>Holds the members that a row has in C# against the fields of its contract.</summary>
/// <param name="product">The product.</param>
/// <param name="report">Takes rule, place and message of what does not fit.</param>
internal sealed class RowCheck(string product, Action<string, Location, string> report)
{
    private const string JsonAttributes = "System.Text.Json.Serialization.";

    public static string FullName(ITypeSymbol type) => type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString().Replace("@", "")}.{type.Name}" : type.Name;

    /// <summary>Checks the members of a type that is written as JSON.</summary>
    /// <param name="type">The row's type.</param>
    /// <param name="row">The row of the contract.</param>
    /// <param name="place">The place of that row.</param>
    /// <param name="at">The place of a member; the row's own place where it is unknown.</param>
    public void Members(ITypeSymbol type, RecordType row, Place place, Func<IPropertySymbol?, Location> at) => Members(type, row, place, at, "", new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    public void Unknown(string name, RecordType row, Place place, Location at, string path = "") =>
        report(Rules.UnknownField, at, $"{product} has no field {path}{name} ({place}). Fix: {Advice(name, row)}");

    public void Missing(Field field, Location at, string path = "") =>
        report(Rules.MissingField, at, $"The row lacks {path}{field.Name}, which {product} requires ({field.Place}: {field.Type}). Fix: Give it a value.");

    public void Wrong(Field field, ITypeSymbol type, Location at, string path = "") =>
        report(Rules.WrongType, at, $"{path}{field.Name} of {product} is {field.Type} ({field.Place}), which {Shown(type)} does not hold. Fix: Give it {CSharpType.Shown(field.Type)}.");

    private void Members(ITypeSymbol type, RecordType row, Place place, Func<IPropertySymbol?, Location> at, string path, HashSet<ITypeSymbol> within)
    {
        if (!within.Add(type))
        {
            return;
        }

        var members = Written(type).GroupBy(WireNameOf).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var member in members)
        {
            if (row.Fields.FirstOrDefault(field => field.Name == member.Key) is not { } field)
            {
                Unknown(member.Key, row, place, at(member.Value), path);
            }
            else
            {
                Value(member.Value.Type, field.Type, field, at(member.Value), path, within);
            }
        }

        foreach (var field in row.Fields.Where(field => !field.IsNullable && !members.ContainsKey(field.Name)))
        {
            Missing(field, at(null), path);
        }

        within.Remove(type);
    }

    private void Value(ITypeSymbol type, RowType declared, Field field, Location at, string path, HashSet<ITypeSymbol> within)
    {
        type = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
        switch (declared)
        {
            case ListType list when WireFit.ElementOf(type) is { } element:
                Value(element, list.Element, field, at, path, within);
                break;
            case DictionaryType map when WireFit.ValueOf(type) is { } value:
                Value(value, map.Value, field, at, path, within);
                break;
            case RecordType record when WireFit.IsObject(type):
                Members(type, record, field.Place, _ => at, $"{path}{field.Name}.", within);
                break;
            default:
                if (!WireFit.CanHold(type, declared))
                {
                    Wrong(field, type, at, path);
                }

                break;
        }
    }

    private static string Advice(string name, RecordType row) =>
        Suggestion.Nearest(name, row.Fields.SelectMany(field => new[] { field.Name, field.Property }).Distinct()) is { } nearest
            ? row.Fields.First(field => field.Name == nearest || field.Property == nearest) is var field ? $"Did you mean {nearest} ({field.Place})?" : ""
            : $"Its fields are {string.Join(", ", row.Fields.Select(field => field.Name))}; a further one is declared in the contract first.";

    // An anonymous type's own name is no name.
    private static string Shown(ITypeSymbol type) => type.IsAnonymousType ? "an anonymous type" : type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private static IEnumerable<IPropertySymbol> Written(ITypeSymbol type)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var each = type; each is not null and not { SpecialType: SpecialType.System_Object or SpecialType.System_ValueType }; each = each.BaseType)
        {
            foreach (var property in each.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false, GetMethod.DeclaredAccessibility: Accessibility.Public }
                    && seen.Add(property.Name) && !IsIgnored(property))
                {
                    yield return property;
                }
            }
        }
    }

    private static bool IsIgnored(IPropertySymbol property) => Attribute(property, "JsonIgnoreAttribute") is { } ignore
        && (ignore.NamedArguments.FirstOrDefault(argument => argument.Key == "Condition").Value.Value is null or 1);

    private static string WireNameOf(IPropertySymbol property) =>
        Attribute(property, "JsonPropertyNameAttribute") is { ConstructorArguments: [{ Value: string name }] } ? name : WireName.Of(property.Name);

    private static AttributeData? Attribute(IPropertySymbol property, string name) =>
        property.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == JsonAttributes + name);
}
