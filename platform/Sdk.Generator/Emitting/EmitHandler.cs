using MeshStarter.Sdk.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MeshStarter.Sdk.Generator.Emitting;

/// <summary>
/// A handler with <c>[Emit]</c>, as text: the records that it speaks of are made in the same run, so that nothing is known of
/// their types here. Names mean the same in the wrapper, for it is in the same type, below the same usings.
/// </summary>
/// <param name="Schema">The schema that the attribute names.</param>
/// <param name="Name">The handler, as it is written.</param>
/// <param name="Path">The full name of its type.</param>
/// <param name="Usings">The usings at the head of its file.</param>
/// <param name="Scopes">The heads of its type and of the types and namespaces around it, the outermost first.</param>
/// <param name="Modifiers">Its accessibility, and whether it is static.</param>
/// <param name="IsExtension">Whether the wrapper can be called on the publisher.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="IsTask">Whether it returns a task.</param>
/// <param name="IsMany">Whether it returns several rows.</param>
internal sealed record EmitHandler(
    string Schema,
    string Name,
    string Path,
    string Usings,
    EquatableArray<string> Scopes,
    string Modifiers,
    bool IsExtension,
    EquatableArray<EmitParameter> Parameters,
    bool IsTask,
    bool IsMany)
{
    public const string Attribute = "MeshStarter.Sdk.Publishing.EmitAttribute";

    private static readonly SymbolDisplayFormat FullName = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    /// <summary><c>OnOrderPlaced</c> is wrapped by <c>EmitOrderPlacedAsync</c>.</summary>
    public string WrapperName
    {
        get
        {
            var name = Name.TrimStart('@');
            name = name.StartsWith("On", StringComparison.Ordinal) && name.Length > 2 && char.IsUpper(name[2]) ? name[2..] : name;
            name = name.EndsWith("Async", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name;
            return $"Emit{name}Async";
        }
    }

    /// <summary>Returns the reason why a handler cannot be wrapped; null when it can.</summary>
    public static string? Obstacle(IMethodSymbol method) =>
        method.MethodKind != MethodKind.Ordinary ? "it is no ordinary method"
        : method.IsGenericMethod ? "it has type parameters"
        : method.Parameters.Any(parameter => parameter.RefKind is RefKind.Ref or RefKind.Out) ? "it has ref or out parameters"
        : method.ReturnsVoid ? "it returns nothing"
        : Around(method.ContainingType).FirstOrDefault(type => !IsPartial(type)) is { } whole ? $"{whole.Name} is not partial"
        : Around(method.ContainingType).FirstOrDefault(type => type.IsFileLocal) is { } local ? $"{local.Name} is local to its file"
        : null;

    public static EmitHandler? Of(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        if (context.TargetSymbol is not IMethodSymbol method || context.TargetNode is not MethodDeclarationSyntax syntax || Obstacle(method) is not null
            || SchemaOf(context.Attributes[0]) is not { } schema)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var (returned, isTask) = Awaited(method.ReturnType);
        return new EmitHandler(
            schema,
            syntax.Identifier.Text,
            method.ContainingType.ToDisplayString(FullName),
            UsingsOf(syntax.SyntaxTree.GetCompilationUnitRoot(cancellationToken).Usings),
            new(syntax.Ancestors().OfType<MemberDeclarationSyntax>().Reverse().Select(Head)),
            string.Join(" ", syntax.Modifiers.Where(IsPreserved).Select(modifier => modifier.Text)),
            method.IsStatic && method.ContainingType is { IsStatic: true, ContainingType: null, IsGenericType: false },
            new(method.Parameters.Zip(syntax.ParameterList.Parameters, EmitParameter.Of)),
            isTask,
            IsSequence(returned));
    }

    /// <summary>Returns the schema that the attribute names; null where it is not known at compile time.</summary>
    public static string? SchemaOf(AttributeData attribute) =>
        attribute.ConstructorArguments.Length == 1 ? attribute.ConstructorArguments[0].Value as string : null;

    /// <summary>Returns the type that a handler's task yields, and whether it is a task.</summary>
    public static (ITypeSymbol Type, bool IsTask) Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } task && task.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks"
            ? (result, true)
            : (type, false);

    /// <summary>Whether a type is a sequence; its element may be a type that is not made yet.</summary>
    public static bool IsSequence(ITypeSymbol type) =>
        type is IArrayTypeSymbol || type.SpecialType == SpecialType.None && type.AllInterfaces.Prepend(type).Any(each => each.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T);

    private static IEnumerable<INamedTypeSymbol> Around(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            yield return type;
        }
    }

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(
        reference => reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static bool IsPreserved(SyntaxToken modifier) => modifier.Kind()
        is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.StaticKeyword;

    // A namespace keeps its own usings: they mean names that begin at the namespace, and see those of the scopes around them.
    private static string Head(MemberDeclarationSyntax scope)
    {
        if (scope is BaseNamespaceDeclarationSyntax space)
        {
            return $"namespace {space.Name.WithoutTrivia()}\n{{\n{UsingsOf(space.Usings)}";
        }

        var type = (TypeDeclarationSyntax)scope;
        var kind = type is RecordDeclarationSyntax record && !record.ClassOrStructKeyword.IsKind(SyntaxKind.None) ? $"record {record.ClassOrStructKeyword.Text}" : type.Keyword.Text;
        return $"partial {kind} {type.Identifier.Text}{type.TypeParameterList}\n{{\n";
    }

    private static string UsingsOf(IEnumerable<UsingDirectiveSyntax> usings) => string.Concat(usings
        .Where(each => each.GlobalKeyword.IsKind(SyntaxKind.None))
        .Select(each => each.WithoutTrivia().NormalizeWhitespace().ToFullString() + "\n"));
}
