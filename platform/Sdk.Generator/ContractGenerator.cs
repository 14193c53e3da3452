using System.Text;
using MeshStarter.Sdk.Generator.Emitting;
using MeshStarter.Sdk.Generator.Naming;
using MeshStarter.Sdk.Generator.Reading;
using MeshStarter.Sdk.Generator.Records;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MeshStarter.Sdk.Generator;

/// <summary>Makes records of a project's contracts, and a wrapper of each handler that says <c>[Emit]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ContractGenerator : IIncrementalGenerator
{
    /// <summary>The steps, by their names in a driver's report.</summary>
    internal const string ContractsStep = "MeshContracts";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider.Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, cancellationToken) => ContractFile.Of(pair.Left, pair.Right, cancellationToken))
            .Where(file => file is not null)
            .Collect();
        var project = context.AnalyzerConfigOptionsProvider.Select((options, _) => ContractProject.Of(options.GlobalOptions));
        var contracts = files.Combine(project)
            .Select((pair, _) => ContractSet.Read(pair.Left.Select(file => file!), pair.Right))
            .WithTrackingName(ContractsStep);

        context.RegisterSourceOutput(contracts.SelectMany((set, _) => set.Faults), (output, fault) => output.ReportDiagnostic(fault.ToDiagnostic()));
        context.RegisterSourceOutput(contracts.SelectMany((set, _) => set.Contracts), (output, contract) =>
            output.AddSource(contract.FileName, SourceText.From(RecordSource.Of(contract), Encoding.UTF8)));

        // The wrappers need a contract's names alone; a further column changes no wrapper.
        var handlers = context.SyntaxProvider.ForAttributeWithMetadataName(EmitHandler.Attribute, (node, _) => node is MethodDeclarationSyntax, EmitHandler.Of)
            .Where(handler => handler is not null)
            .Combine(contracts)
            .Select((pair, _) => pair.Right.Named(pair.Left!.Schema) is [var contract] ? (pair.Left!, contract.RowName, contract.Reference) : default)
            .Where(wrapper => wrapper.Item1 is not null)
            .Collect();
        context.RegisterSourceOutput(handlers, (output, wrappers) =>
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (handler, row, product) in wrappers)
            {
                var name = CSharpName.Unique($"{handler.Path}.{handler.WrapperName}", names);
                output.AddSource($"{name}.g.cs", SourceText.From(EmitSource.Of(handler, row, product), Encoding.UTF8));
            }
        });
    }
}
