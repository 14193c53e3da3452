using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>
/// A constructor has few services. A parameter is a value when its type is one of the language (a text, a number, an array, a tuple), a record, struct or enumeration of the
/// product, a value of the framework that is listed here, or a collection of values. Every other parameter is a service: clocks, loggers, options and delegates, too.
/// The constructors of records are not looked at, because records are values.
/// </summary>
internal static class ConstructorRule
{
    private const int MostServices = 7;

    private static readonly CSharpParseOptions WithoutComments = CSharpParseOptions.Default.WithDocumentationMode(DocumentationMode.None);
    private static readonly string[] FrameworkValues = ["CancellationToken", "DateOnly", "DateTime", "DateTimeOffset", "Guid", "JsonElement", "Memory", "ReadOnlyMemory", "TimeSpan", "Type", "Uri", "Version"];
    private static readonly string[] Collections = ["Dictionary", "HashSet", "IEnumerable", "IReadOnlyCollection", "IReadOnlyDictionary", "IReadOnlyList", "IReadOnlySet", "List"];

    /// <summary>Returns the constructors with too many services.</summary>
    public static IReadOnlyList<string> Violations(IEnumerable<SourceFile> sources)
    {
        var types = sources.SelectMany(source => TypesOf(source).Select(type => (source.Path, Type: type))).ToList();
        var values = types.ToLookup(type => type.Type.Identifier.ValueText, type => type.Type is RecordDeclarationSyntax or StructDeclarationSyntax or EnumDeclarationSyntax, StringComparer.Ordinal)
            .Where(name => name.All(isValue => isValue)).Select(name => name.Key).Concat(FrameworkValues).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from type in types
               where type.Type is not RecordDeclarationSyntax
               let services = ParametersOf(type.Type).Max(parameters => parameters?.Parameters.Count(parameter => !IsValue(parameter.Type!, values)) ?? 0)
               where services > MostServices
               select $"{type.Path}: the constructor of {type.Type.Identifier.ValueText} has {services} services, {MostServices} are the most. Fix: look for a second concept among them, with a name of its own.",
        ];
    }

    // Bodies have no types, and comments no constructors.
    private static IEnumerable<BaseTypeDeclarationSyntax> TypesOf(SourceFile source) =>
        CSharpSyntaxTree.ParseText(source.Text, WithoutComments).GetRoot().DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax).OfType<BaseTypeDeclarationSyntax>();

    private static IEnumerable<ParameterListSyntax?> ParametersOf(BaseTypeDeclarationSyntax type) =>
        type is TypeDeclarationSyntax full ? [full.ParameterList, .. full.Members.OfType<ConstructorDeclarationSyntax>().Select(constructor => constructor.ParameterList)] : [null];

    private static bool IsValue(TypeSyntax type, IReadOnlySet<string> values) => type switch
    {
        PredefinedTypeSyntax or ArrayTypeSyntax or TupleTypeSyntax or PointerTypeSyntax => true,
        NullableTypeSyntax nullable => IsValue(nullable.ElementType, values),
        QualifiedNameSyntax qualified => IsValue(qualified.Right, values),
        GenericNameSyntax generic when Collections.Contains(generic.Identifier.ValueText, StringComparer.Ordinal) => generic.TypeArgumentList.Arguments.All(argument => IsValue(argument, values)),
        SimpleNameSyntax name => values.Contains(name.Identifier.ValueText),
        _ => false,
    };
}
