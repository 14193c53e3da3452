using System.Net;
using System.Text.Json;
using MeshStarter.Contracts.Discovery;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Remote;

/// <summary>
/// The one address of a mesh, whose document names the others. Tokens go where it says, as to addresses that the caller gives: it is taken over https or
/// from this machine alone, and so are the addresses in it.
/// </summary>
/// <param name="mesh">The address.</param>
/// <param name="setting">The option or variable that has it, for messages.</param>
/// <param name="isGiven">Whether a command names it, so that the next one does, too.</param>
internal sealed class MeshLocation(Uri mesh, string setting, bool isGiven = false)
{
    private const int MostBytes = 65_536;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private MeshDocument? _document;

    /// <summary>The address.</summary>
    public Uri Address => mesh;

    /// <summary>Whether a command names it, so that the next one does, too.</summary>
    public bool IsGiven => isGiven;

    /// <summary>Reads the document, once.</summary>
    /// <exception cref="CliException">The mesh does not answer, or there is no document that can be trusted.</exception>
    public async Task<MeshDocument> ReadAsync(HttpClient http, CancellationToken cancellationToken)
    {
        if (mesh.Scheme != Uri.UriSchemeHttps && !mesh.IsLoopback)
        {
            throw new CliException(CliExitCodes.Usage, $"{setting}: {mesh.GetLeftPart(UriPartial.Path)} is neither https nor this machine, and tokens go where its answer says. Give its https address, or --catalog, --governance and --query.");
        }

        return _document ??= await FetchAsync(http, cancellationToken);
    }

    private async Task<MeshDocument> FetchAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var address = new Uri($"{mesh.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{MeshDocument.Path}");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw response.StatusCode >= HttpStatusCode.InternalServerError
                    ? new CliException(CliExitCodes.Unreachable, $"{setting}: {address} does not answer now ({(int)response.StatusCode}). Try again in a moment.")
                    : Invalid(address, $"there is none ({(int)response.StatusCode})");
            }

            await response.Content.LoadIntoBufferAsync(MostBytes, patience.Token);
            return Checked(address, JsonSerializer.Deserialize<MeshDocument>(await response.Content.ReadAsByteArrayAsync(patience.Token), MeshJson.Options));
        }
        catch (JsonException invalid)
        {
            throw Invalid(address, VisibleText.Line(invalid.Message).TrimEnd('.'), invalid);
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw Invalid(address, $"it has more than {MostBytes} bytes", failure);
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CliException(CliExitCodes.Unreachable, $"{setting}: {address.GetLeftPart(UriPartial.Authority)} does not answer: {failure.Message}", failure);
        }
    }

    private MeshDocument Checked(Uri address, MeshDocument? document)
    {
        if (document is null)
        {
            throw Invalid(address, "it is null");
        }

        if (!IsKnown(document.Version))
        {
            throw new CliException(CliExitCodes.Usage, $"{setting}: {mesh.GetLeftPart(UriPartial.Authority)} is a mesh of version {Quoted.Text(document.Version)}, and this program is of version {MeshDocument.OwnVersion}. Use the mesh command of the mesh's version, MeshStarter.Cli.");
        }

        foreach (var (name, text) in new[] { ("catalog", document.Catalog), ("governance", document.Governance), ("query", document.Query) })
        {
            if (!IsSafe(text, mesh))
            {
                throw Invalid(address, $"its {name} is {Quoted.Text(text)}, and not an https address");
            }
        }

        return document;
    }

    /// <summary>Whether a token may go to an address that an answer of a mesh names: over https, or from this machine to this machine. One from elsewhere names no ports of this machine.</summary>
    /// <param name="text">The address.</param>
    /// <param name="mesh">The mesh's address.</param>
    public static bool IsSafe(string? text, Uri mesh) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && mesh.IsLoopback));

    // Before 1.0 each minor version may change what services exchange.
    private static bool IsKnown(string? version) =>
        !System.Version.TryParse(version, out var theirs) || (System.Version.Parse(MeshDocument.OwnVersion) is var own && theirs.Major == own.Major && (own.Major > 0 || theirs.Minor == own.Minor));

    private CliException Invalid(Uri address, string problem, Exception? cause = null) =>
        new(CliExitCodes.Usage, $"{setting}: {address} is not a mesh's document: {problem}. Give the address of a mesh's query proxy or portal, or --catalog, --governance and --query.", cause);
}
