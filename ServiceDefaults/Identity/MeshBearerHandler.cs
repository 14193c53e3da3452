using System.Text.Encodings.Web;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Identity.Tokens;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>Authenticates bearer tokens (RFC 6750) from the Authorization header alone; refuses with problem details.</summary>
internal sealed partial class MeshBearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    AccessTokens tokens,
    ILogger<AccessTokens> log,
    IProblemDetailsService problems) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Prefix = "Bearer ";

    private TokenOutcome? _outcome;
    private string? _purposeProblem;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var headers = Request.Headers.Authorization;
        if (headers.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        _outcome = headers is [{ } only]
            ? await JudgeAsync(only)
            : new TokenOutcome.Rejected("several Authorization headers", "Send one Authorization header.");
        switch (_outcome)
        {
            case TokenOutcome.Accepted accepted:
                (var caller, _purposeProblem) = StatedPurpose.Read(accepted.Principal, Request);
                return _purposeProblem is { } problem ? AuthenticateResult.Fail(problem) : AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme.Name));
            case TokenOutcome.Rejected rejected:
                LogRejected(log, rejected.Reason);
                return AuthenticateResult.Fail(rejected.Reason);
            case TokenOutcome.Unverifiable unverifiable:
                return AuthenticateResult.Fail(unverifiable.Reason);
            default:
                return AuthenticateResult.NoResult(); // another scheme's header
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        _ = await HandleAuthenticateOnceSafeAsync();
        if (_outcome is TokenOutcome.Unverifiable unverifiable)
        {
            Response.Headers.RetryAfter = ((int)Math.Ceiling(unverifiable.RetryAfter.TotalSeconds)).ToString();
            await WriteAsync(StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, "Tokens cannot be verified now",
                "The identity authority does not answer, so no caller can be let in. Try again in a moment.");
            return;
        }
        if (_purposeProblem is { } purpose)
        {
            await WriteAsync(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, "Not permitted", purpose);
            return;
        }
        var clientMessage = (_outcome as TokenOutcome.Rejected)?.ClientMessage;
        Response.Headers[HeaderNames.WWWAuthenticate] = clientMessage is null
            ? "Bearer realm=\"mesh\""
            : $"Bearer realm=\"mesh\", error=\"invalid_token\", error_description=\"{clientMessage}\"";
        await WriteAsync(StatusCodes.Status401Unauthorized, ProblemTypes.NotAuthenticated, "Not authenticated",
            clientMessage is null ? "Send an access token in the header Authorization: Bearer." : clientMessage + " Ask the authority for a new one.");
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"mesh\", error=\"insufficient_scope\"";
        await WriteAsync(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, "Not permitted",
            "The token's roles do not permit this. Ask with a token that has the role this address wants.");
    }

    private async Task<TokenOutcome?> JudgeAsync(string header)
    {
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return string.Equals(header.Trim(), "Bearer", StringComparison.OrdinalIgnoreCase) ? new TokenOutcome.Rejected("no token after Bearer") : null;
        }

        return await tokens.ValidateAsync(header[Prefix.Length..], Context.RequestAborted);
    }

    private ValueTask<bool> WriteAsync(int status, string type, string title, string detail) => problems.AnswerAsync(Context, status, type, title, detail);

    [LoggerMessage(1010, LogLevel.Information, "Token rejected: {Reason}")]
    private static partial void LogRejected(ILogger logger, string reason);
}
