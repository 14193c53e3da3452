using MeshStarter.Sdk.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MeshStarter.Sdk.Generator.Diagnosing;

/// <summary>
/// Code that C# refuses because a record does not have what it names: C# knows no contract, so the line that would have to
/// change, or that the code has to follow, is said here.
/// </summary>
internal sealed class RecordUseCheck(ContractSet contracts)
{
    private readonly Dictionary<string, (Contract Contract, RecordType Record)> _records = contracts.Contracts
        .SelectMany(contract => ContractSet.RecordsOf(contract).Select(record => (Contract: contract, Record: record)))
        .ToDictionary(pair => $"{pair.Contract.Namespace.Replace("@", "")}.{pair.Record.Name}".TrimStart('.'), StringComparer.Ordinal);

    public void Check(OperationAnalysisContext context)
    {
        if (context.Operation.SemanticModel is not { } model)
        {
            return;
        }

        switch (context.Operation.Syntax)
        {
            case BaseObjectCreationExpressionSyntax creation when Find(model.GetTypeInfo(creation, context.CancellationToken), out var found):
                Creation(creation, found, model, Check(found.Contract, context));
                break;
            case MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } access when Find(model.GetTypeInfo(access.Expression, context.CancellationToken), out var found):
                Name(name, found, Check(found.Contract, context));
                break;
            case IdentifierNameSyntax { Parent: AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax { Parent: ExpressionSyntax whole } } assignment } name
                when assignment.Left == name && Find(model.GetTypeInfo(whole, context.CancellationToken), out var found):
                Name(name, found, Check(found.Contract, context));
                break;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "EmitAsync" } access } call:
                Emitted(call, access, model, context);
                break;
        }
    }

    private static void Creation(BaseObjectCreationExpressionSyntax creation, (Contract Contract, RecordType Record) found, SemanticModel model, RowCheck check)
    {
        var arguments = creation.ArgumentList?.Arguments ?? default;
        var place = PlaceOf(found);
        var given = new HashSet<Field>();
        for (var at = 0; at < arguments.Count; at++)
        {
            var argument = arguments[at];
            var name = argument.NameColon?.Name.Identifier.ValueText;
            if ((name is null ? found.Record.Fields.ElementAtOrDefault(at) : found.Record.Fields.FirstOrDefault(field => field.Property == name)) is not { } field)
            {
                check.Unknown(name ?? $"number {at + 1}", found.Record, place, argument.GetLocation());
                continue;
            }

            given.Add(field);
            if (model.GetTypeInfo(creation).Type is INamedTypeSymbol record && record.GetMembers(field.Property).OfType<IPropertySymbol>().FirstOrDefault() is { } property
                && model.GetTypeInfo(argument.Expression) is { Type: { TypeKind: not TypeKind.Error } type } && !model.ClassifyConversion(argument.Expression, property.Type).IsImplicit)
            {
                check.Wrong(field, type, argument.GetLocation());
            }
        }

        foreach (var field in found.Record.Fields.Where(field => !field.IsNullable && !given.Contains(field)))
        {
            check.Missing(field, creation.GetLocation());
        }
    }

    private static void Name(IdentifierNameSyntax name, (Contract Contract, RecordType Record) found, RowCheck check)
    {
        if (found.Record.Fields.All(field => field.Property != name.Identifier.ValueText))
        {
            check.Unknown(name.Identifier.ValueText, found.Record, PlaceOf(found), name.GetLocation());
        }
    }

    // A publisher of one record, given another type: its members are validated against the contract as they would be on the wire.
    private void Emitted(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, SemanticModel model, OperationAnalysisContext context)
    {
        if (model.GetTypeInfo(access.Expression, context.CancellationToken).Type is not INamedTypeSymbol { Name: "DataProductPublisher", TypeArguments: [var row] }
            || !_records.TryGetValue(RowCheck.FullName(row), out var found) || call.ArgumentList.Arguments is not [var argument, ..]
            || model.GetTypeInfo(argument.Expression, context.CancellationToken).Type is not { } given || !WireFit.IsObject(given) || SdkTypes.Is(given, row))
        {
            return;
        }

        Check(found.Contract, context).Members(given, found.Record, found.Contract.Place, _ => argument.GetLocation());
    }

    // The place of the existing fields.
    private static Place PlaceOf((Contract Contract, RecordType Record) found) =>
        found.Record.Name == found.Contract.Row.Name ? found.Contract.Place : found.Record.Fields[0].Place;

    private static RowCheck Check(Contract contract, OperationAnalysisContext context) =>
        new(contract.Product, (rule, at, message) => context.ReportDiagnostic(Diagnostic.Create(Rules.Of(rule), at, message)));

    private bool Find(TypeInfo info, out (Contract Contract, RecordType Record) found)
    {
        found = default;
        return (info.Type ?? info.ConvertedType) is { TypeKind: not TypeKind.Error } type && _records.TryGetValue(RowCheck.FullName(type), out found);
    }
}
