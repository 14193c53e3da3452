using Amazon;
using Amazon.Runtime;

namespace MeshStarter.Platform.Storage.S3;

/// <summary>Makes clients of Amazon's protocols: they use the configured endpoint and credentials and search nowhere else.</summary>
public static class AwsClients
{
    /// <summary>Credentials as the client takes them.</summary>
    public static AWSCredentials Credentials(S3Credentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return credentials.SessionToken is { } token
            ? new SessionAWSCredentials(credentials.AccessKey, credentials.SecretKey, token)
            : new BasicAWSCredentials(credentials.AccessKey, credentials.SecretKey);
    }

    /// <summary>Sets the address and the timeouts of a client's configuration.</summary>
    public static T Configure<T>(T configuration, S3Endpoint endpoint, TimeSpan answerLimit, int retries)
        where T : ClientConfig
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(endpoint);
        configuration.IgnoreConfiguredEndpointUrls = true;
        configuration.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        configuration.RetryMode = RequestRetryMode.Standard;
        configuration.MaxErrorRetry = retries;
        configuration.Timeout = answerLimit;
        configuration.UseDualstackEndpoint = false;
        configuration.UseFIPSEndpoint = false;
        // Signatures cover what is sent; checksums beyond that are not known to every store.
        configuration.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
        configuration.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        if (endpoint.Address is { } address)
        {
            configuration.ServiceURL = address.ToString();
            configuration.AuthenticationRegion = endpoint.Region;
        }
        else
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(endpoint.Region);
        }

        return configuration;
    }
}
