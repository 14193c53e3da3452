using System.Collections.Immutable;
using MeshStarter.Sdk.Generator.Diagnosing;
using MeshStarter.Sdk.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MeshStarter.Sdk.Generator;

/// <summary>Holds code against the contracts it is written for, and says which line of a contract it breaks.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. Rules.OfCode];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (SdkTypes.Of(context.Compilation) is not { } sdk)
        {
            return;
        }

        var options = context.Options.AnalyzerConfigOptionsProvider;
        var contracts = ContractSet.Read(
            context.Options.AdditionalFiles.Select(file => ContractFile.Of(file, options, context.CancellationToken)).OfType<ContractFile>(),
            ContractProject.Of(options.GlobalOptions));
        var handlers = new HandlerCheck(contracts, sdk);
        var rows = new EmittedRowCheck(contracts, sdk);
        var records = new RecordUseCheck(contracts);
        context.RegisterSymbolAction(handlers.Check, SymbolKind.Method);
        context.RegisterOperationAction(rows.Check, OperationKind.Invocation);
        context.RegisterOperationAction(records.Check, OperationKind.Invalid);
    }
}
