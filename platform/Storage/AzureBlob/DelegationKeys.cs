using System.Text;
using System.Xml.Linq;
using Azure.Core;
using Azure.Core.Pipeline;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>The user delegation keys of one identity: one at a time, requested again before signatures would outlast it.</summary>
public sealed class DelegationKeys : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly BlobEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly HttpPipeline _pipeline;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private (UserDelegationKey Key, DateTimeOffset EndsAt)? _last;

    /// <summary>Makes it; no request is sent yet.</summary>
    public DelegationKeys(AzureBlobAccess access, TimeProvider time) : this(access, time, transport: null)
    {
    }

    internal DelegationKeys(AzureBlobAccess access, TimeProvider time, HttpPipelineTransport? transport)
    {
        ArgumentNullException.ThrowIfNull(access);
        _endpoint = access.Endpoint;
        _time = time;
        _pipeline = BlobPipeline.Of(access, AnswerLimit, transport);
    }

    /// <summary>A key that is valid until a time at least, which is at most 12 hours from now.</summary>
    /// <exception cref="StorageException">The account gives none.</exception>
    public async Task<UserDelegationKey> FindAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || last.EndsAt < until)
            {
                var ends = _time.GetUtcNow() + Lifetime;
                _last = last = (await RequestAsync(_time.GetUtcNow() - LongestSkew, ends, cancellationToken), ends);
            }

            return last.Key;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<UserDelegationKey> RequestAsync(DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var at = new BucketLocation(BucketLocation.AzureBlob, _endpoint.FolderHost, "");
        using var message = _pipeline.Message(RequestMethod.Post, new Uri($"{_endpoint.Address}/?restype=service&comp=userdelegationkey"));
        message.Request.Content = RequestContent.Create(Encoding.UTF8.GetBytes(new XElement("KeyInfo", new XElement("Start", FolderSignature.Time(start)), new XElement("Expiry", FolderSignature.Time(end))).ToString(SaveOptions.DisableFormatting)));
        message.Request.Headers.Add("Content-Type", "application/xml");
        try
        {
            await _pipeline.SendAsync(message, cancellationToken);
            return message.Response.IsError ? throw BlobFailures.Of(message.Response, at, _endpoint) : UserDelegationKey.Read(message.Response.ContentStream!);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && BlobFailures.Of(exception, at, _endpoint) is not null)
        {
            throw BlobFailures.Of(exception, at, _endpoint)!;
        }
    }
}
