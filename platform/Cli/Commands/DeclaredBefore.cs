using System.ComponentModel;
using System.Diagnostics;
using MeshStarter.Contracts;
using MeshStarter.Policy;

namespace MeshStarter.Cli.Commands;

/// <summary>
/// Finds descriptors that declare less than another version of their product: among the descriptors of the repository, and in the last
/// commits of the file if there is git.
/// </summary>
/// <param name="known">The descriptors of the repository.</param>
/// <param name="bundle">The rules, which may approve it; null where there are none.</param>
internal sealed class DeclaredBefore(IReadOnlyList<DataProductDescriptor> known, PolicyBundle? bundle)
{
    private const int Commits = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Returns a line for each version that declares more.</summary>
    public async Task<IReadOnlyList<string>> WarningsAsync(DataProductDescriptor product, string file, CancellationToken cancellationToken)
    {
        var own = DeclaredTerms.Of(product);
        var stricter = known.Concat(await CommittedAsync(file, cancellationToken))
            .Where(other => other.Name == product.Name && other.Version < product.Version)
            .Select(other => DeclaredTerms.Of(other).Beyond(own))
            .OfType<StricterTerms>()
            .Distinct()
            .OrderBy(terms => terms.Version)
            .ToList();
        var resource = PolicyResource.FromDescriptor(product) with { Stricter = stricter };
        return [.. (bundle is null ? stricter : resource.StricterUnder(bundle)).Select(terms =>
            $"warning: version: terms.shed: {product.Version} declares less than {terms}. That stays in force until the mesh's rules approve it. "
            + $"Fix: Declare it again, or have \"declassify: {{ product: {product.Name}, version: {product.Version}, columns: […], reason: … }}\" agreed on.")];
    }

    private static async Task<IReadOnlyList<DataProductDescriptor>> CommittedAsync(string file, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var name = Path.GetFileName(file);
        List<DataProductDescriptor> committed = [];
        foreach (var commit in (await GitAsync(folder, cancellationToken, "log", "--format=%H", "-n", $"{Commits}", "--", name) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (await GitAsync(folder, cancellationToken, "show", $"{commit}:./{name}") is { } text && DescriptorReader.Read(text, file).Descriptor is { } descriptor)
            {
                committed.Add(descriptor);
            }
        }

        return committed;
    }

    // Null where there is no git, or no repository of its.
    private static async Task<string?> GitAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                var (output, _) = (git.StandardOutput.ReadToEndAsync(patience.Token), git.StandardError.ReadToEndAsync(patience.Token));
                var text = await output;
                await git.WaitForExitAsync(patience.Token);
                return git.ExitCode == 0 ? text : null;
            }
            finally
            {
                git.Kill();
            }
        }
        catch (Exception exception) when (exception is Win32Exception || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
