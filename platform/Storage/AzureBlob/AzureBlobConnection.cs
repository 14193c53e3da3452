using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>
/// The conversation with a storage account under one set of credentials, by the Blob service's REST API. The project has it of its own on
/// <c>Azure.Core</c>; decision 10 says why not on <c>Azure.Storage.Blobs</c>.
/// </summary>
public sealed class AzureBlobConnection : IBucketConnection
{
    private const int DeletionsAtOnce = RequestTurns.AtOnce;

    private readonly BlobEndpoint _endpoint;
    private readonly HttpPipeline _pipeline;
    private readonly RequestTurns _turns = new();

    /// <summary>Makes the connection; no request is sent yet.</summary>
    public AzureBlobConnection(AzureBlobAccess access) : this(access, transport: null)
    {
    }

    internal AzureBlobConnection(AzureBlobAccess access, HttpPipelineTransport? transport)
    {
        _endpoint = access.Endpoint;
        _pipeline = BlobPipeline.Of(access, RequestTurns.TimeFor(BlobUpload.LargestInOnePut), transport);
    }

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(BucketLocation at, long bytes, Func<long, Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return AskAsync(
            at,
            bytes,
            RequestMethod.Get,
            _ => { },
            async (answer, bound) =>
            {
                RefuseFolder(answer, at);
                var length = answer.Headers.ContentLengthLong ?? throw new StorageException(StorageFailure.Failed, at.ToString(), "came without its length.");
                using var slow = CancellationTokenSource.CreateLinkedTokenSource(bound);
                slow.CancelAfter(RequestTurns.TimeFor(length));
                return await read(length, answer.ContentStream ?? Stream.Null, slow.Token);
            },
            buffered: false,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task PutAsync(BucketLocation at, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => BlobUpload.PutAsync(this, at, content, cancellationToken);

    /// <inheritdoc/>
    public Task PutFileAsync(BucketLocation at, string path, CancellationToken cancellationToken) => BlobUpload.PutFileAsync(this, at, path, cancellationToken);

    /// <inheritdoc/>
    public Task RequireAsync(BucketLocation at, CancellationToken cancellationToken) => SendAsync(
        at,
        RequestMethod.Head,
        bytes: 0,
        _ => { },
        answer =>
        {
            RefuseFolder(answer, at);
            return true;
        },
        cancellationToken);

    // One by one: the service's batches take no signature of a folder.
    /// <inheritdoc/>
    public async Task<IReadOnlyList<StorageException>> DeleteAsync(IReadOnlyList<BucketLocation> objects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var staying = new StorageException?[objects.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, objects.Count), new ParallelOptions { MaxDegreeOfParallelism = DeletionsAtOnce, CancellationToken = cancellationToken }, async (number, token) =>
        {
            try
            {
                await DeleteAsync(objects[number], token);
            }
            catch (StorageException kept)
            {
                staying[number] = kept;
            }
        });
        return [.. staying.OfType<StorageException>()];
    }

    private async Task DeleteAsync(BucketLocation at, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(at, RequestMethod.Delete, bytes: 0, _ => { }, cancellationToken);
        }
        catch (StorageException missing) when (missing.Failure == StorageFailure.NotFound)
        {
            // It is none the less deleted.
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedObject> ListAsync(BucketLocation folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await SendAsync(folder with { Key = "" }, RequestMethod.Get, bytes: 0, request => AskForPage(request, folder, marker), answer => BlobList.Read(answer.ContentStream!), cancellationToken);
            foreach (var blob in page.Blobs)
            {
                yield return blob;
            }

            marker = page.Next;
        }
        while (marker is not null);
    }

    /// <summary>Makes a container.</summary>
    /// <returns>False where it was there already.</returns>
    /// <exception cref="StorageException">The account refuses, fails or does not answer in time.</exception>
    public async Task<bool> MakeContainerAsync(BucketLocation container, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(container, RequestMethod.Put, bytes: 0, request => request.Uri.AppendQuery("restype", "container"), cancellationToken);
            return true;
        }
        catch (StorageException there) when (there.Failure == StorageFailure.Exists)
        {
            return false;
        }
    }

    /// <summary>Whether the account of a container has hierarchical namespaces; null where these credentials may not know it.</summary>
    /// <exception cref="StorageException">The account fails or does not answer in time.</exception>
    public async Task<bool?> HasFoldersAsync(BucketLocation container, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(container, RequestMethod.Get, bytes: 0, AskForAccount, answer => answer.Headers.TryGetValue("x-ms-is-hns-enabled", out var has) ? has == "true" : (bool?)null, cancellationToken);
        }
        catch (StorageException denied) when (denied.Failure == StorageFailure.Denied)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    /// <summary>Sends a request about a blob or a container when a turn is free.</summary>
    /// <param name="at">The blob or the container.</param>
    /// <param name="method">The method.</param>
    /// <param name="bytes">How much goes over the wire, as far as is known; it lengthens the time.</param>
    /// <param name="prepare">Adds to the request.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException">The account refuses, fails or does not answer in time.</exception>
    internal Task<T> SendAsync<T>(BucketLocation at, RequestMethod method, long bytes, Action<Request> prepare, Func<Response, T> read, CancellationToken cancellationToken) =>
        AskAsync(at, bytes, method, prepare, (answer, _) => Task.FromResult(read(answer)), buffered: true, cancellationToken);

    /// <inheritdoc cref="SendAsync{T}"/>
    internal Task SendAsync(BucketLocation at, RequestMethod method, long bytes, Action<Request> prepare, CancellationToken cancellationToken) =>
        SendAsync(at, method, bytes, prepare, _ => true, cancellationToken);

    private Task<T> AskAsync<T>(
        BucketLocation at, long bytes, RequestMethod method, Action<Request> prepare, Func<Response, CancellationToken, Task<T>> read, bool buffered, CancellationToken cancellationToken) => _turns.AskAsync(
        bytes,
        async bound =>
        {
            using var message = _pipeline.Message(method, _endpoint.UriOf(at));
            message.BufferResponse = buffered;
            // Of each try, and from its turn on: a small request that gets no answer is sent again long before the time for the largest is over.
            // An answer that is read as it comes begins soon, whatever its size.
            message.NetworkTimeout = RequestTurns.TimeFor(buffered ? bytes : 0);
            prepare(message.Request);
            await _pipeline.SendAsync(message, bound);
            return message.Response.IsError ? throw BlobFailures.Of(message.Response, at, _endpoint) : await read(message.Response, bound);
        },
        exception => BlobFailures.Of(exception, at, _endpoint),
        cancellationToken);

    private void AskForAccount(Request request)
    {
        request.Uri.Reset(new Uri(_endpoint.Address + '/'));
        request.Uri.AppendQuery("restype", "account");
        request.Uri.AppendQuery("comp", "properties");
    }

    private static void AskForPage(Request request, BucketLocation folder, string? marker)
    {
        request.Uri.AppendQuery("restype", "container");
        request.Uri.AppendQuery("comp", "list");
        request.Uri.AppendQuery("include", "metadata");
        if (folder.Key.Length > 0)
        {
            request.Uri.AppendQuery("prefix", folder.KeyPrefix);
        }

        if (marker is not null)
        {
            request.Uri.AppendQuery("marker", marker);
        }
    }

    // In an account with hierarchical namespaces a folder is a blob of this kind.
    private static void RefuseFolder(Response answer, BucketLocation at)
    {
        if ((answer.Headers.TryGetValue("x-ms-resource-type", out var type) && type == "directory") || (answer.Headers.TryGetValue("x-ms-meta-hdi_isfolder", out var isFolder) && isFolder == "true"))
        {
            throw new StorageException(StorageFailure.NotFound, at.ToString(), "is a folder and no object.");
        }
    }
}
