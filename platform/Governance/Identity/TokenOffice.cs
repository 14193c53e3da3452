using MeshStarter.Governance.Audit;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Identity;

/// <summary>Issues tokens, none without a line in the audit trail; the line has the token's id, never the token.</summary>
internal sealed partial class TokenOffice(TokenMint mint, AuditStore audit, TimeProvider time, ILogger<TokenOffice> logger)
{
    public async Task<TokenResponse> IssueAsync(TokenSubject subject, IReadOnlyList<string> audiences, CancellationToken cancellationToken, long? end = null)
    {
        var token = mint.Issue(subject, audiences, end);
        await audit.AppendAsync(
            new AuditRecord
            {
                Id = token.Id,
                OccurredAt = time.GetUtcNow(),
                Service = AuditStore.Governance,
                Subject = subject.Name,
                SubjectDomain = subject.Domain,
                Roles = subject.Roles,
                Purposes = subject.Purposes,
                Action = AuditActions.IssueToken,
                Permit = true,
                Reason = $"Token for {string.Join(", ", audiences)}.",
                CorrelationId = token.Id.ToString("N"),
            },
            cancellationToken);
        LogIssued(subject.Name, token.Id);
        return new TokenResponse(token.Text, "Bearer", token.ExpiresIn);
    }

    [LoggerMessage(2003, LogLevel.Debug, "Token {TokenId} issued for {Subject}")]
    private partial void LogIssued(string subject, Guid tokenId);
}
