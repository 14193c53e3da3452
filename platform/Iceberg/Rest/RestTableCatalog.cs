using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.Iceberg.Rest;

/// <summary>Tables of a catalog that speaks Iceberg's REST protocol (specification, "REST Catalog").</summary>
/// <param name="send">Sends a request as the caller, and answers when the answer's headers are there. Its address is relative to what the protocol's paths are appended to, <c>…/iceberg/</c>.</param>
public sealed class RestTableCatalog(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send) : ITableCatalog
{
    private const string Prefix = "v1/mesh";

    // Tables as the catalog answered last, to a commit too: a table that did not change since is not sent again. All are forgotten where there are more.
    private const int RememberedTables = 256;

    private readonly ConcurrentDictionary<TableIdentifier, Remembered> _remembered = new();

    /// <summary>Makes the catalog of an address.</summary>
    /// <param name="http">Its base address is what the protocol's paths are appended to, <c>…/iceberg/</c>; it sends the caller's token.</param>
    public RestTableCatalog(HttpClient http)
        : this((request, cancellationToken) => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken))
    {
    }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The catalog does not answer.</exception>
    /// <exception cref="IcebergException">The catalog refuses, its answer is no table, or it misses the table's metadata file.</exception>
    public Task<LoadedTable?> LoadAsync(TableIdentifier table, CancellationToken cancellationToken) => LoadAsync(table, static _ => { }, cancellationToken);

    /// <summary>As <see cref="LoadAsync(TableIdentifier, CancellationToken)"/>, with the headers of the answer.</summary>
    /// <param name="table">The table.</param>
    /// <param name="onAnswer">Called with the headers of the answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HttpRequestException">The catalog does not answer.</exception>
    /// <exception cref="IcebergException">The catalog refuses, its answer is no table, or it misses the table's metadata file.</exception>
    public async Task<LoadedTable?> LoadAsync(TableIdentifier table, Action<HttpResponseHeaders> onAnswer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(onAnswer);
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(table));
        if (_remembered.TryGetValue(table, out var remembered))
        {
            request.Headers.IfNoneMatch.Add(remembered.Tag);
        }

        using var response = await send(request, cancellationToken);
        onAnswer(response.Headers);
        if (response.StatusCode == HttpStatusCode.NotModified && remembered is not null)
        {
            return remembered.Table;
        }

        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            _remembered.TryRemove(table, out _);
            var refusal = await RefusalAsync(response, cancellationToken);
            return refusal.IsNotFound ? null : throw refusal.ToException(response.StatusCode);
        }

        await ThrowIfRefusedAsync(response, cancellationToken);
        var loaded = await ReadAsync(table, response, cancellationToken);
        if (response.Headers.ETag is { } tag)
        {
            MakePlace(table);
            // A commit that was answered concurrently knows better.
            _ = remembered is null
                ? _remembered.TryAdd(table, new Remembered(tag, loaded))
                : _remembered.TryUpdate(table, new Remembered(tag, loaded), remembered);
        }

        return loaded;
    }

    /// <summary>Returns credentials for a table's files, where these are not in folders of this machine.</summary>
    /// <returns>Null where the catalog vends nothing.</returns>
    /// <exception cref="HttpRequestException">The catalog does not answer.</exception>
    /// <exception cref="IcebergException">The catalog refuses, or its answer is none.</exception>
    public async Task<TableCredentials?> CredentialsAsync(TableIdentifier table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{Address(table)}/credentials", UriKind.Relative));
        using var response = await send(request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        try
        {
            using var document = IcebergJson.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken), $"The catalog's credentials for {table}");
            return TableCredentials.Read(document.RootElement);
        }
        catch (Exception exception) when (exception is StorageException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new IcebergValidationException($"The catalog's credentials for {table} cannot be read: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public LoadedTable? Known(TableIdentifier table) => _remembered.TryGetValue(table, out var remembered) ? remembered.Table : null;

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The catalog does not answer, or it is not known whether the table was made.</exception>
    /// <exception cref="IcebergValidationException">The catalog refuses the table.</exception>
    public async Task<LoadedTable> CreateAsync(IReadOnlyList<string> @namespace, NewTable table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var identifier = new TableIdentifier(@namespace, table.Name);
        using var response = await PostAsync(Tables(@namespace), table.WriteTo, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Conflict && await LoadAsync(identifier, cancellationToken) is { } existing)
        {
            return existing;
        }

        await ThrowIfRefusedAsync(response, cancellationToken);
        return Remember(await ReadAsync(identifier, response, cancellationToken), response.Headers.ETag);
    }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The catalog does not answer: it is not known whether the changes were done.</exception>
    public async Task<LoadedTable> CommitAsync(TableIdentifier table, TableCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(commit);
        // After a failure the state of the table is unknown.
        _remembered.TryRemove(table, out var known);
        // A table of an earlier format may have no id yet, and gets one of the catalog's choosing.
        using var response = await PostAsync(Address(table), (commit with { Identifier = table }).WriteTo, cancellationToken, isWholeWanted: known?.Table.Metadata.TableUuid is null);
        await ThrowIfRefusedAsync(response, cancellationToken);
        try
        {
            return await CommittedAsync(table, commit, known, response, cancellationToken);
        }
        catch (IcebergException exception)
        {
            // The changes are committed: this must not be read as a refusal, nor their files as unused.
            throw new HttpRequestException($"{table} was changed, and how it is now is not known: {exception.Message}", exception);
        }
    }

    private async Task<LoadedTable> CommittedAsync(TableIdentifier table, TableCommit commit, Remembered? known, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.Headers.TryGetValues("Preference-Applied", out var applied) || !applied.Contains(CommitReceipt.Preference, StringComparer.OrdinalIgnoreCase))
        {
            return Remember(await ReadAsync(table, response, cancellationToken), response.Headers.ETag);
        }

        using var document = IcebergJson.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken), $"The catalog's answer about {table}");
        var receipt = CommitReceipt.Read(document.RootElement);
        return known is not null && known.Table.MetadataLocation == receipt.Before
            ? Remember(new LoadedTable(table, receipt.MetadataLocation, commit.Apply(known.Table.Metadata, receipt.Before, receipt.LastUpdatedMs)), response.Headers.ETag)
            // Another commit came first.
            : await LoadAsync(table, cancellationToken) ?? throw new HttpRequestException($"{table} was changed and is no longer there.");
    }

    private static Uri Tables(IReadOnlyList<string> @namespace) =>
        new($"{Prefix}/namespaces/{string.Join("%1F", @namespace.Select(Uri.EscapeDataString))}/tables", UriKind.Relative);

    private static Uri Address(TableIdentifier table) => new($"{Tables(table.Namespace)}/{Uri.EscapeDataString(table.Name)}", UriKind.Relative);

    private async Task<HttpResponseMessage> PostAsync(Uri address, Action<Utf8JsonWriter> write, CancellationToken cancellationToken, bool isWholeWanted = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ReadOnlyMemoryContent(IcebergJson.Write(write)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        if (!isWholeWanted)
        {
            request.Headers.Add("Prefer", CommitReceipt.Preference);
        }

        return await send(request, cancellationToken);
    }

    private static async Task<LoadedTable> ReadAsync(TableIdentifier table, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var document = IcebergJson.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken), $"The catalog's answer about {table}");
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("metadata", out var metadata)
            && root.TryGetProperty("metadata-location", out var location) && location.ValueKind == JsonValueKind.String
                ? new LoadedTable(table, location.GetString()!, TableMetadata.Parse(metadata))
                : throw new HttpRequestException($"The catalog's answer about {table} has no metadata.");
    }

    private LoadedTable Remember(LoadedTable table, EntityTagHeaderValue? tag)
    {
        if (tag is not null)
        {
            MakePlace(table.Identifier);
            _remembered[table.Identifier] = new Remembered(tag, table);
        }

        return table;
    }

    private void MakePlace(TableIdentifier table)
    {
        if (_remembered.Count >= RememberedTables && !_remembered.ContainsKey(table))
        {
            _remembered.Clear();
        }
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw (await RefusalAsync(response, cancellationToken)).ToException(response.StatusCode);
        }
    }

    private static async Task<Refusal> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            // {"error": {"message": "Table does not exist: orders.orders_v1", "type": "NoSuchTableException", "code": 404}}
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.TryGetProperty("error", out var error) && error.TryGetProperty("message", out var message) && error.TryGetProperty("type", out var type))
            {
                return new Refusal(type.GetString(), message.GetString() ?? Status(response));
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Then it is no answer of a catalog.
        }

        return new Refusal(null, Status(response));
    }

    private static string Status(HttpResponseMessage response) => $"The catalog answered {(int)response.StatusCode}.";

    // Type and message of the specification's error model; no type where another server answered, such as a gateway.
    private sealed record Refusal(string? Type, string Message)
    {
        // Not found is also what a catalog says that misses a file of a table it has.
        public bool IsNotFound => Type is "NoSuchTableException" or "NoSuchNamespaceException";

        // A refusal is known not to have changed anything; a failure is not (specification, "CommitStateUnknownException").
        public Exception ToException(HttpStatusCode status) => status switch
        {
            HttpStatusCode.Conflict => new IcebergConflictException(Message),
            HttpStatusCode.NotFound when Type is null => new HttpRequestException(Message, inner: null, status),
            HttpStatusCode.Forbidden => new IcebergForbiddenException(Message),
            HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.NotAcceptable or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity => new IcebergValidationException(Message),
            _ => new HttpRequestException(Message, inner: null, status),
        };
    }

    private sealed record Remembered(EntityTagHeaderValue Tag, LoadedTable Table);
}
