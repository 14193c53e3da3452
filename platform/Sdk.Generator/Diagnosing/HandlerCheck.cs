using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Sdk.Generator.Emitting;
using MeshStarter.Sdk.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MeshStarter.Sdk.Generator.Diagnosing;

/// <summary>Handlers with <c>[Emit]</c>: their schema is one, they return its rows, and a wrapper can be made.</summary>
internal sealed class HandlerCheck(ContractSet contracts, SdkTypes sdk)
{
    public void Check(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.GetAttributes().FirstOrDefault(each => SdkTypes.Is(each.AttributeClass, sdk.Emit)) is not { } attribute || EmitHandler.SchemaOf(attribute) is not { } schema)
        {
            return;
        }

        var at = attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? method.Locations[0];
        if (EmitHandler.Obstacle(method) is { } obstacle)
        {
            Report(Rules.NotWrapped, method.Locations[0], $"{method.Name} says [Emit] and cannot be wrapped: {obstacle}. Fix: {(obstacle.EndsWith("partial", StringComparison.Ordinal) ? "Make that type partial." : "Write an ordinary method that returns its rows.")}");
        }

        switch (contracts.Named(schema))
        {
            case [var contract]:
                if (!Returns(method, contract))
                {
                    Report(Rules.WrongReturn, method.Locations[0], $"{method.Name} returns {method.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}; the rows of {schema} are {contract.RowName} ({contract.Place}). Fix: Return {contract.Row.Name}, several, or a task of them.");
                }

                break;
            case [] when contracts.Faults.Any(fault => fault.Rule != Rules.Refused):
                // Its contract may be one that cannot be read, which is said already.
                break;
            case []:
                Report(Rules.UnknownSchema, at, $"There is no schema {Quoted.Text(schema)} in this project. Fix: {Advice(schema)}");
                break;
            case var several:
                Report(Rules.UnknownSchema, at, $"{Quoted.Text(schema)} is the name of {several.Count} schemas ({string.Join(", ", several.Select(each => each.Place))}). Fix: Name the product, such as {several[0].Product}.");
                break;
        }

        void Report(string rule, Location location, string message) => context.ReportDiagnostic(Diagnostic.Create(Rules.Of(rule), location, message));
    }

    private static bool Returns(IMethodSymbol method, Contract contract)
    {
        var (type, _) = EmitHandler.Awaited(method.ReturnType);
        if (EmitHandler.IsSequence(type))
        {
            type = type is IArrayTypeSymbol array
                ? array.ElementType
                : type.AllInterfaces.Prepend(type).OfType<INamedTypeSymbol>().First(each => each.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T).TypeArguments[0];
        }

        // An unknown type is an error of C# already.
        return type.TypeKind == TypeKind.Error || RowCheck.FullName(type) == contract.RowName.Replace("@", "");
    }

    private string Advice(string schema)
    {
        var known = contracts.Contracts.Where(contract => contract.IsPublished).SelectMany(contract => new[] { contract.Schema, contract.Product }).OfType<string>().ToList();
        return known.Count == 0 ? "Write Products/<Product>/data-product.yaml first."
            : Suggestion.Nearest(schema, known) is { } nearest ? $"Did you mean {nearest}?"
            : $"Use one of {string.Join(", ", known)}.";
    }
}
