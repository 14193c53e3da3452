using System.Text;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using MeshStarter.Lake.Buckets;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.S3;
using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.Platform.IcebergCatalog.Vending;

/// <summary>The S3 store's token service (AWS STS, AssumeRole): hands on a part of the rights that it gives to the vending keys, for a while.</summary>
internal sealed partial class TokenService : ICredentialService, IDisposable
{
    // Stores that take the rights of the access key look at no role, and want one named none the less.
    private const string NoRole = "arn:aws:iam::000000000000:role/mesh-vending";
    private const int Retries = 2;
    private const int LongestSessionName = 64;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly AmazonSecurityTokenServiceClient _client;
    private readonly VendingOptions _options;
    private readonly S3Endpoint _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public TokenService(S3Options options, TimeProvider time, ILogger<TokenService> logger)
    {
        _logger = logger;
        _options = options.Vending;
        _store = options.ToEndpoint();
        _time = time;
        var endpoint = _options.Endpoint is { Length: > 0 } own ? _store with { Address = new Uri(own) } : _store;
        _client = new AmazonSecurityTokenServiceClient(
            AwsClients.Credentials(new S3Credentials(_options.AccessKey!, _options.SecretKey!)), AwsClients.Configure(new AmazonSecurityTokenServiceConfig(), endpoint, AnswerLimit, Retries));
    }

    /// <inheritdoc/>
    public bool CanAddToBranches => true;

    /// <inheritdoc/>
    public bool CanName(BucketLocation folder) => SessionPolicy.CanName(folder);

    /// <inheritdoc/>
    public async Task<TableCredentials> VendAsync(string caller, BucketLocation folder, FolderRights rights, CancellationToken cancellationToken)
    {
        var request = new AssumeRoleRequest
        {
            RoleArn = _options.RoleArn is { Length: > 0 } role ? role : NoRole,
            RoleSessionName = SessionName(caller),
            DurationSeconds = (int)_options.Lifetime.TotalSeconds,
            Policy = SessionPolicy.Of(folder, rights, Partition(_store.Region)),
        };
        try
        {
            var given = (await _client.AssumeRoleAsync(request, cancellationToken)).Credentials;
            var expires = given.Expiration is { } at ? new DateTimeOffset(at.ToUniversalTime()) : _time.GetUtcNow() + _options.Lifetime;
            return new TableCredentials(folder, new S3Access(_store, new S3Credentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken)), expires);
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Its text names accounts and roles, which the reader must not see.
            LogRefused(folder.ToString(), exception.Message);
            throw IcebergRefusedException.Unavailable("The store's token service gives no credentials now. Try again in a moment, or ask in SQL; the catalog's log says why.");
        }
    }

    public void Dispose() => _client.Dispose();

    [LoggerMessage(2203, LogLevel.Warning, "The token service gives no credentials for {Folder}: {Reason}")]
    private partial void LogRefused(string folder, string reason);

    // [\w+=,.@-]{2,64} (AWS STS API reference, AssumeRole)
    private static string SessionName(string caller)
    {
        var name = new StringBuilder("mesh-");
        foreach (var c in caller)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) || "_+=,.@-".Contains(c, StringComparison.Ordinal) ? c : '-');
        }

        return name.Length > LongestSessionName ? name.ToString(0, LongestSessionName) : name.ToString();
    }

    private static string Partition(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn" : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";
}
