using System.Text.Encodings.Web;
using System.Text.Json;
using MeshStarter.AppHost.Resources;
using MeshStarter.AppHost.Settings;
using MeshStarter.AppHost.Start;
using MeshStarter.ServiceDefaults.Files;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Control;

/// <summary>
/// Answers <c>mesh domain credentials</c>: writes what the service of a domain elsewhere needs to a file that only its owner can read, and again at each further
/// start, whose addresses may be others. <c>credentials.json</c> of the data folder lists the files; one that was deleted is not written again.
/// </summary>
internal sealed class CredentialFiles(MeshMap map, MeshSettings settings, ResourceNotificationService notifications, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _listing = new();
    private readonly string _list = Path.Combine(settings.Data.Path, "credentials.json");

    /// <summary>Writes a file.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="file">Absolute path of the file.</param>
    /// <param name="write">Writes a line of the answer.</param>
    /// <param name="cancellationToken">Ends the wait for the mesh's addresses.</param>
    /// <returns>0 if the file is written, else 1.</returns>
    public async Task<int> WriteAsync(string domain, string file, Func<string, Task> write, CancellationToken cancellationToken)
    {
        if (Refusal(domain, file, ReadList()) is { } refusal)
        {
            await write(refusal);
            return 1;
        }

        var service = map.Elsewhere.First(each => each.Domain == domain);
        try
        {
            if (await CatalogAsync([ResourcePhase.Healthy, ResourcePhase.Ended], cancellationToken) is { Phase: ResourcePhase.Ended } ended)
            {
                await write($"{file} cannot be written: {ended.Name} {ended.Text}. Fix: correct what its log says, and run mesh restart {ended.Name}.");
                return 1;
            }

            await WriteAsync(service, file, cancellationToken);
            AddToList(file, domain);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DistributedApplicationException)
        {
            await write($"{file} cannot be written: {exception.Message}");
            return 1;
        }

        await write($"{file} has what the service of {domain} needs, and only you can read it. Each further start of this mesh writes it again. Name it in the service's setting Mesh:Credentials.");
        if (service.Missing.Count > 0)
        {
            await write($"This start does not have {string.Join(", ", service.Missing)}: give them to the service itself.");
        }

        return 0;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            foreach (var (file, domain) in ReadList().Where(each => File.Exists(each.Key)))
            {
                if (map.Elsewhere.FirstOrDefault(each => each.Domain == domain) is { } service)
                {
                    // One that has ended may be restarted.
                    await CatalogAsync([ResourcePhase.Healthy], stop.Token);
                    await RewriteAsync(service, file, stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The mesh stops.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.WriteLine($"Credentials of domains elsewhere are not written again: {exception.Message}");
        }
    }

    private static async Task RewriteAsync(ElsewhereService service, string file, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(service, file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DistributedApplicationException)
        {
            Console.WriteLine($"{file}, the credentials of {service.Domain}, is not written again: {exception.Message}");
        }
    }

    // Addresses are known once the catalog is healthy. WaitForResourceHealthyAsync also waits for one that has ended, while Aspire's dashboard runs.
    private async Task<ResourceState> CatalogAsync(ResourcePhase[] phases, CancellationToken cancellationToken)
    {
        var catalog = ResourceState.Of(map.Catalog.Resource.Name, notifications);
        await notifications.WaitForResourceAsync(catalog.Name, _ => phases.Contains((catalog = ResourceState.Of(catalog.Name, notifications)).Phase), cancellationToken);
        return catalog;
    }

    private static async Task WriteAsync(ElsewhereService service, string file, CancellationToken cancellationToken)
    {
        SortedDictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (var (name, value) in service.Settings)
        {
            values[name] = value is IValueProvider later ? await later.GetValueAsync(cancellationToken) ?? "" : (string)value;
        }

        OwnerFile.Replace(file, JsonSerializer.SerializeToUtf8Bytes(values, Form));
    }

    private string? Refusal(string domain, string file, Dictionary<string, string> files) =>
        map.Elsewhere.All(each => each.Domain != domain)
            ? map.Domains.Any(each => each.Resource.Name == domain.Replace('_', '-'))
                ? $"The mesh runs {domain} itself, from domains/: its service needs no file."
                : $"The mesh knows no domain {domain} elsewhere. Start it with --Mesh:Domains:{domain}:PublicUrl=<address of its service>, such as http://localhost:5001."
            : !Directory.Exists(Path.GetDirectoryName(file)) ? $"--output: there is no folder {Path.GetDirectoryName(file)}."
            : Path.Exists(file) && !files.ContainsKey(file) ? $"--output: {file} exists, and this mesh did not write it. Delete it, or name another file."
            : null;

    // Read only now: another call may have added its file during the wait for the catalog.
    private void AddToList(string file, string domain)
    {
        lock (_listing)
        {
            var files = ReadList();
            files[file] = domain;
            OwnerFile.Replace(_list, JsonSerializer.SerializeToUtf8Bytes(files, Form));
        }
    }

    private Dictionary<string, string> ReadList()
    {
        try
        {
            return File.Exists(_list) ? new(JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(_list)) ?? [], StringComparer.Ordinal) : new(StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return new(StringComparer.Ordinal);
        }
    }
}
