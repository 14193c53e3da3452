using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace MeshStarter.Platform.Storage.S3;

/// <summary>The conversation with an S3 store under one set of credentials.</summary>
public sealed class S3Connection : IBucketConnection
{
    private readonly S3Endpoint _endpoint;
    private readonly AmazonS3Client _client;
    private readonly RequestTurns _turns = new();

    /// <summary>Makes the connection; no request is sent yet.</summary>
    public S3Connection(S3Endpoint endpoint, S3Credentials credentials)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credentials);
        _endpoint = endpoint;
        // The client's own limit counts what is sent too; what asks for less has its limit alongside it.
        _client = new AmazonS3Client(AwsClients.Credentials(credentials), AwsClients.Configure(new AmazonS3Config { ForcePathStyle = endpoint.PathStyle }, endpoint, RequestTurns.TimeFor(S3Upload.LargestInOnePart), RequestTurns.Retries));
    }

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(BucketLocation at, long bytes, Func<long, Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return AskAsync(
            at,
            bytes,
            async (client, bound) =>
            {
                // An answer of any size begins soon; its content then has the time of its length.
                using var slow = CancellationTokenSource.CreateLinkedTokenSource(bound);
                slow.CancelAfter(RequestTurns.AnswerTime);
                using var answer = await client.GetObjectAsync(at.Bucket, at.Key, slow.Token);
                slow.CancelAfter(RequestTurns.TimeFor(answer.ContentLength));
                return await read(answer.ContentLength, answer.ResponseStream, slow.Token);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task PutAsync(BucketLocation at, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => S3Upload.PutAsync(this, at, content, cancellationToken);

    /// <inheritdoc/>
    public Task PutFileAsync(BucketLocation at, string path, CancellationToken cancellationToken) => S3Upload.PutFileAsync(this, at, path, cancellationToken);

    /// <inheritdoc/>
    public Task RequireAsync(BucketLocation at, CancellationToken cancellationToken) =>
        AskAsync(at, bytes: 0, (client, bound) => client.GetObjectMetadataAsync(at.Bucket, at.Key, bound), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StorageException>> DeleteAsync(IReadOnlyList<BucketLocation> objects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        return AskAsync(objects[0], bytes: 0, (client, bound) => S3Deletion.RunAsync(client, objects, bound), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedObject> ListAsync(BucketLocation folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // XML cannot have every character that a key may have.
        var request = new ListObjectsV2Request { BucketName = folder.Bucket, Prefix = folder.KeyPrefix, Encoding = EncodingType.Url };
        do
        {
            var page = await AskAsync(folder, bytes: 0, (client, bound) => client.ListObjectsV2Async(request, bound), cancellationToken);
            foreach (var entry in page.S3Objects ?? [])
            {
                var key = page.Encoding == EncodingType.Url ? WebUtility.UrlDecode(entry.Key) : entry.Key;
                // A key that ends in a slash represents an empty folder.
                if (!key.EndsWith('/'))
                {
                    var modified = entry.LastModified ?? throw new StorageException(StorageFailure.Failed, folder.ToString(), "was listed without times.");
                    yield return new ListedObject(key, entry.Size ?? 0, new DateTimeOffset(modified.ToUniversalTime()));
                }
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <summary>Asks the store when a turn is free.</summary>
    /// <param name="location">The location that the message names.</param>
    /// <param name="bytes">How much goes over the wire, as far as is known; it lengthens the time.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException">The store refuses, fails or does not answer in time.</exception>
    internal Task<T> AskAsync<T>(BucketLocation location, long bytes, Func<IAmazonS3, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) => _turns.AskAsync(
        bytes, bound => ask(_client, bound), exception => S3Failures.IsOne(exception) ? S3Failures.Of(exception, location, _endpoint) : null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _turns.Dispose();
    }
}
