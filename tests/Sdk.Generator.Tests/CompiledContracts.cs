extern alias generator;

using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using generator::MeshStarter.Sdk.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MeshStarter.Sdk.Generator.Tests;

/// <summary>A project of a domain in memory: contracts and code, compiled as the build does.</summary>
internal sealed class CompiledContracts
{
    private const string GlobalUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using MeshStarter.Sdk.Consuming;
        global using MeshStarter.Sdk.Publishing;
        """;

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && !name.StartsWith("MeshStarter.Sdk.Generator", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private CompiledContracts(Compilation compilation, GeneratorDriverRunResult run, ImmutableArray<Diagnostic> found)
    {
        Compilation = compilation;
        Run = run;
        Found = found;
    }

    public Compilation Compilation { get; }

    public GeneratorDriverRunResult Run { get; }

    /// <summary>The findings of generator, compiler and analyzer, but for what is no error.</summary>
    public ImmutableArray<Diagnostic> Found { get; }

    /// <summary>The mesh's own of it, as <c>id file:line</c> in the order of places.</summary>
    public IReadOnlyList<string> Broken => [.. Of("MESH").Select(each => $"{each.Id} {At(each)}").Order(StringComparer.Ordinal)];

    public IEnumerable<Diagnostic> Of(string prefix) => Found.Where(each => each.Id.StartsWith(prefix, StringComparison.Ordinal));

    public static Task<CompiledContracts> OfAsync(string code, params (string File, string Text)[] contracts) => OfAsync("MeshStarter.Shop", code, contracts);

    public static async Task<CompiledContracts> OfAsync(string root, string code, params (string File, string Text)[] contracts)
    {
        var files = contracts.Select(contract => new ContractText(contract.File, contract.Text)).ToImmutableArray<AdditionalText>();
        var options = new ContractOptions(root);
        GeneratorDriver driver = Driver(files, options);
        driver = driver.RunGeneratorsAndUpdateCompilation(Code(code), out var compilation, out _);
        var run = driver.GetRunResult();
        var analysis = compilation.WithAnalyzers([new ContractAnalyzer()], new AnalyzerOptions(files, options));
        var found = run.Diagnostics.AddRange(compilation.GetDiagnostics(CancellationToken.None)).AddRange(await analysis.GetAnalyzerDiagnosticsAsync(CancellationToken.None));
        return new CompiledContracts(compilation, run, [.. found.Where(each => each.Severity == DiagnosticSeverity.Error || each.Id is "CS8785" or "AD0001")]);
    }

    public static CSharpGeneratorDriver Driver(ImmutableArray<AdditionalText> files, AnalyzerConfigOptionsProvider options) => CSharpGeneratorDriver.Create(
        [new ContractGenerator().AsSourceGenerator()], files, optionsProvider: options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static CSharpCompilation Code(string code) => CSharpCompilation.Create(
        "Domain" + Guid.NewGuid().ToString("N"),
        [CSharpSyntaxTree.ParseText(GlobalUsings, path: "Usings.cs"), CSharpSyntaxTree.ParseText(code, path: "Code.cs")],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Default));

    /// <summary>Calls <c>Use.Run</c> of the code, which is sound.</summary>
    public object? Call(params object?[] arguments)
    {
        Assert.Empty(Found.Select(each => each.ToString()));
        using var image = new MemoryStream();
        Assert.True(Compilation.Emit(image).Success);
        image.Position = 0;
        return new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(image).GetType("Use")!.GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, arguments);
    }

    private static string At(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan() is var span ? $"{span.Path}:{span.StartLinePosition.Line + 1}" : "";
}
