using MeshStarter.Cli.Remote.Tokens;

namespace MeshStarter.Cli.SignIn;

/// <summary>Waits for a person to decide about a sign-in that began on this machine (RFC 8628 section 3.4).</summary>
internal sealed class DeviceWait(Provider provider, string clientId, TimeProvider time)
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";
    private const long UsualSeconds = 5;
    private const long LongestSeconds = 60;

    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(5);

    /// <summary>Waits for the tokens.</summary>
    /// <exception cref="CliException">The person refused, or did not decide in time.</exception>
    /// <exception cref="ProviderRefusedException">The provider refuses for another reason.</exception>
    public async Task<TokenAnswer> RunAsync(DeviceAuthorization begun, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] form = [new("grant_type", GrantType), new("device_code", begun.DeviceCode), new("client_id", clientId)];
        var interval = TimeSpan.FromSeconds(Math.Clamp(begun.Interval ?? UsualSeconds, 1, LongestSeconds));
        for (var end = time.GetUtcNow().AddSeconds(Math.Clamp(begun.ExpiresIn, 1, 86_400)); time.GetUtcNow() < end;)
        {
            await Task.Delay(interval, time, cancellationToken);
            try
            {
                return await provider.RequestAsync(form, cancellationToken);
            }
            catch (ProviderRefusedException refused) when (refused.Error == "authorization_pending")
            {
                // The person has not decided.
            }
            catch (ProviderRefusedException refused) when (refused.Error == "slow_down")
            {
                interval += SlowDown;
            }
            catch (ProviderRefusedException refused) when (refused.Error is "access_denied" or "authorization_declined")
            {
                throw new CliException(CliExitCodes.Denied, "The sign-in was refused in the browser. Run mesh login again.", refused);
            }
            catch (ProviderRefusedException refused) when (refused.Error == "expired_token")
            {
                break;
            }
            catch (CliException away) when (away.ExitCode == CliExitCodes.Unreachable)
            {
                // Section 3.5: twice as long.
                interval = TimeSpan.FromSeconds(Math.Min(2 * interval.TotalSeconds, LongestSeconds));
            }
        }

        throw new CliException(CliExitCodes.Denied, "The code has expired before it was entered. Run mesh login again.");
    }
}
