using Amazon.S3;

namespace MeshStarter.Platform.Storage.S3;

/// <summary>
/// The conversation with an S3 store under one set of credentials: so many requests at once and no more, each bounded in time, its
/// failures in the words of stores. Several stores may share one.
/// </summary>
public sealed class S3Connection : IDisposable
{
    /// <summary>Requests at the same time; others wait.</summary>
    public const int RequestsAtOnce = 16;

    private const int Retries = 3;

    // Slower than this is as good as nothing.
    private const long LeastBytesPerSecond = 256 * 1024;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private readonly S3Endpoint _endpoint;
    private readonly AmazonS3Client _client;
    private readonly SemaphoreSlim _requests = new(RequestsAtOnce, RequestsAtOnce);

    /// <summary>Makes the connection; no request is sent yet.</summary>
    public S3Connection(S3Endpoint endpoint, S3Credentials credentials)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credentials);
        _endpoint = endpoint;
        // The client's own limit counts what is sent too; what asks for less has its limit alongside it.
        _client = new AmazonS3Client(AwsClients.Credentials(credentials), AwsClients.Configure(new AmazonS3Config { ForcePathStyle = endpoint.PathStyle }, endpoint, TimeFor(S3Upload.LargestInOnePart), Retries));
    }

    /// <summary>Returns the time limit for so many bytes at the slowest accepted rate.</summary>
    internal static TimeSpan TimeFor(long bytes) => AnswerLimit + TimeSpan.FromSeconds((double)bytes / LeastBytesPerSecond);

    /// <summary>Asks the store when a turn is free.</summary>
    /// <param name="location">The location that the message names.</param>
    /// <param name="bytes">How much goes over the wire, as far as is known; it lengthens the time.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException">The store refuses, fails or does not answer in time.</exception>
    internal async Task<T> AskAsync<T>(S3Location location, long bytes, Func<IAmazonS3, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        await _requests.WaitAsync(cancellationToken);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(TimeFor(bytes) * (Retries + 1));
        try
        {
            return await ask(_client, bound.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && S3Failures.IsOne(exception))
        {
            throw S3Failures.Of(exception, location, _endpoint);
        }
        finally
        {
            _requests.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _requests.Dispose();
    }
}
