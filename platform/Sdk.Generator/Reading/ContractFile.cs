using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>A file that the build marks as a contract's.</summary>
/// <param name="Path">The file, as the compiler was given it.</param>
/// <param name="File">The file from the project's folder, with slashes: <c>Products/Orders/data-product.yaml</c>.</param>
/// <param name="Text">The text of the file.</param>
internal sealed record ContractFile(string Path, string File, string Text)
{
    /// <summary>The metadata of an <c>AdditionalFiles</c> item that makes it a contract's file and says its path from the project's folder.</summary>
    public const string Metadata = "build_metadata.AdditionalFiles.MeshContract";

    public const string Descriptor = "data-product.yaml";

    private const string Consumed = "Consumes/";
    private const string Migration = ".sql";

    /// <summary>The folder, <c>Products/Orders</c>.</summary>
    public string Folder => File.LastIndexOf('/') is var end and >= 0 ? File[..end] : "";

    /// <summary>The name in its folder.</summary>
    public string Name => File[(File.LastIndexOf('/') + 1)..];

    public bool IsDescriptor => Name == Descriptor;

    /// <summary>Whether it is a migration, whose name alone is read.</summary>
    public bool IsMigration => Name.EndsWith(Migration, StringComparison.Ordinal);

    /// <summary>Whether it says what this project reads of another domain's product.</summary>
    public bool IsConsumed => File.StartsWith(Consumed, StringComparison.Ordinal);

    /// <summary>The file; null when it is none, or cannot be read at all.</summary>
    public static ContractFile? Of(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellationToken) =>
        options.GetOptions(file).TryGetValue(Metadata, out var path) && path.Length > 0
            ? path.EndsWith(Migration, StringComparison.Ordinal) ? new ContractFile(file.Path, path.Replace('\\', '/'), "")
            : file.GetText(cancellationToken) is { } text ? new ContractFile(file.Path, path.Replace('\\', '/'), text.ToString())
            : null
            : null;

    public Place At(int line) => new(Path, File, Math.Max(line, 1));
}
