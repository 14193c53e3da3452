using MeshStarter.Sdk.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace MeshStarter.Sdk.Generator.Diagnosing;

/// <summary>Rows that are emitted by a publisher without a row type, which is known by the name that it is injected or made with.</summary>
internal sealed class EmittedRowCheck(ContractSet contracts, SdkTypes sdk)
{
    public void Check(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is not { Name: "EmitAsync" or "EmitAllAsync", TypeArguments: [var row] } || !SdkTypes.Is(call.TargetMethod.ContainingType, sdk.Publisher)
            || !WireFit.IsObject(row) || Product(call.Instance) is not { } product || contracts.Published(product) is not { } contract)
        {
            return;
        }

        var rows = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Syntax ?? call.Syntax;
        var members = rows.DescendantNodes().OfType<AnonymousObjectMemberDeclaratorSyntax>().ToList();
        new RowCheck(contract.Product, (rule, at, message) => context.ReportDiagnostic(Diagnostic.Create(Rules.Of(rule), at, message)))
            .Members(row, contract.Row, contract.Place, member => Written(member)?.GetLocation() ?? rows.GetLocation());

        SyntaxNode? Written(IPropertySymbol? member) =>
            member is not { ContainingType.IsAnonymousType: true } ? null : members.Find(written => Name(written) == member.Name);
    }

    private static string? Name(AnonymousObjectMemberDeclaratorSyntax member) => member.NameEquals?.Name.Identifier.ValueText ?? member.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The product whose publisher an expression is; null where that is not known before the program runs.</summary>
    private static string? Product(IOperation? publisher) => publisher switch
    {
        IParameterReferenceOperation parameter => Key(parameter.Parameter),
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } => Initial(field, publisher.SemanticModel),
        ILocalReferenceOperation local => Initial(local.Local, publisher.SemanticModel),
        IObjectCreationOperation creation when Constant(creation.Arguments, "domain") is { } domain && Constant(creation.Arguments, "product") is { } product => $"{domain}.{product}",
        IInvocationOperation { TargetMethod.Name: "GetRequiredKeyedService" or "GetKeyedService" } found => Constant(found.Arguments, "serviceKey"),
        IConversionOperation conversion => Product(conversion.Operand),
        _ => null,
    };

    private static string? Key(IParameterSymbol parameter) => parameter.GetAttributes()
        .FirstOrDefault(attribute => attribute.AttributeClass?.Name == "FromKeyedServicesAttribute") is { ConstructorArguments: [{ Value: string key }] } ? key : null;

    // The initial value of a variable; one that is only read still has it.
    private static string? Initial(ISymbol variable, SemanticModel? model)
    {
        if (variable.DeclaringSyntaxReferences is not [var declaration] || declaration.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: var value } || model?.SyntaxTree != value.SyntaxTree)
        {
            return null;
        }

        return Product(model.GetOperation(value));
    }

    private static string? Constant(IEnumerable<IArgumentOperation> arguments, string parameter) =>
        arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value is { } value
            ? (value is IConversionOperation conversion ? conversion.Operand : value).ConstantValue is { HasValue: true, Value: string text } ? text : null
            : null;
}
