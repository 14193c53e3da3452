extern alias generator;

using System.Diagnostics.CodeAnalysis;
using System.Text;
using generator::MeshStarter.Sdk.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace MeshStarter.Sdk.Generator.Tests;

/// <summary>A contract's file, named by its path from the project's folder.</summary>
internal sealed class ContractText(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, Encoding.UTF8);
}

/// <summary>The options that the build gives the compiler of a project of domain <c>shop</c>: its root namespace, and which files are contracts.</summary>
internal sealed class ContractOptions(string root) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options((ContractProject.RootNamespace, root), (ContractProject.DomainProject, "Shop"));

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options();

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
        textFile is ContractText ? new Options((ContractFile.Metadata, textFile.Path)) : new Options();

    private sealed class Options(params (string Key, string Value)[] known) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? found)
        {
            found = known.FirstOrDefault(option => option.Key == key).Value;
            return found is not null;
        }
    }
}
