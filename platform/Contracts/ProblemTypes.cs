namespace MeshStarter.Contracts;

/// <summary>
/// The <c>type</c> URIs of problem details (RFC 9457). They are stable: programs decide by them, never by a title. Each
/// has a row in docs/problems.md.
/// </summary>
public static class ProblemTypes
{
    /// <summary>The prefix of every type.</summary>
    public const string Prefix = "urn:mesh:problem:";

    /// <summary>400: the request cannot be understood as it is.</summary>
    public const string BadRequest = Prefix + "bad-request";

    /// <summary>400: the Host header names none of the names that the service answers to.</summary>
    public const string HostNotAllowed = Prefix + "host-not-allowed";

    /// <summary>400: the SQL cannot be parsed, or uses what the mesh does not offer.</summary>
    public const string QueryInvalid = Prefix + "query-invalid";

    /// <summary>400: a form of the portal is older than the sign-in of its reader.</summary>
    public const string FormExpired = Prefix + "form-expired";

    /// <summary>401: no token, or one that does not hold.</summary>
    public const string NotAuthenticated = Prefix + "not-authenticated";

    /// <summary>403: the caller is known and may not do this.</summary>
    public const string Forbidden = Prefix + "forbidden";

    /// <summary>403: the grant that an answer rested on has ended or was taken back, or by the rules now its reader gets less.</summary>
    public const string GrantRevoked = Prefix + "grant-revoked";

    /// <summary>404: no such address, or nothing of the name that a field has.</summary>
    public const string NotFound = Prefix + "not-found";

    /// <summary>404: no such product, or none that the caller may see.</summary>
    public const string ProductNotFound = Prefix + "product-not-found";

    /// <summary>410: the snapshot that was requested is not kept any more.</summary>
    public const string SnapshotNotFound = Prefix + "snapshot-not-found";

    /// <summary>410: events after the given one have had their retention and are gone; the detail says where the stream begins.</summary>
    public const string EventsExpired = Prefix + "events-expired";

    /// <summary>410: the product's version is no longer readable; the detail names its successor.</summary>
    public const string ProductRetired = Prefix + "product-retired";

    /// <summary>405: the address does not take this method.</summary>
    public const string MethodNotAllowed = Prefix + "method-not-allowed";

    /// <summary>409: the version is registered with another contract.</summary>
    public const string VersionConflict = Prefix + "version-conflict";

    /// <summary>409: the table has as many pinned snapshots as it may have.</summary>
    public const string PinLimit = Prefix + "pin-limit";

    /// <summary>409: rows that a branch changes were changed by others since it was made.</summary>
    public const string BranchOvertaken = Prefix + "branch-overtaken";

    /// <summary>409: a request for access or a grant is not in a state for this.</summary>
    public const string AccessConflict = Prefix + "access-conflict";

    /// <summary>409: a proposal, its text or the rules that it is based on are not in a state for this.</summary>
    public const string PolicyConflict = Prefix + "policy-conflict";

    /// <summary>409: what the request is about is not in a state for this step, such as an order that has been sent.</summary>
    public const string StateConflict = Prefix + "state-conflict";

    /// <summary>413: the request is larger than the service takes.</summary>
    public const string TooLarge = Prefix + "too-large";

    /// <summary>415: the request's content type is not one that is taken here.</summary>
    public const string UnsupportedMediaType = Prefix + "unsupported-media-type";

    /// <summary>422: the descriptor breaks a rule of its format.</summary>
    public const string DescriptorInvalid = Prefix + "descriptor-invalid";

    /// <summary>422: the descriptor breaks a rule of the mesh's policy.</summary>
    public const string PolicyViolation = Prefix + "policy-violation";

    /// <summary>422: rules, or a proposal of them, break the form of rules.</summary>
    public const string PolicyInvalid = Prefix + "policy-invalid";

    /// <summary>422: a row does not fit its product's schema.</summary>
    public const string RowInvalid = Prefix + "row-invalid";

    /// <summary>422: rows did not pass the product's quality checks.</summary>
    public const string QualityFailed = Prefix + "quality-failed";

    /// <summary>429: more than the service takes from one caller; try again later.</summary>
    public const string TooManyRequests = Prefix + "too-many-requests";

    /// <summary>500: the service failed; the fault is not the caller's.</summary>
    public const string Internal = Prefix + "internal";

    /// <summary>502: the service that a request was forwarded to ended the connection before it answered.</summary>
    public const string BadGateway = Prefix + "bad-gateway";

    /// <summary>503: the service, or one that it needs, cannot answer now; try again.</summary>
    public const string Unavailable = Prefix + "unavailable";

    /// <summary>503: the decision cannot be recorded now, so nothing is permitted; try again.</summary>
    public const string AuditUnavailable = Prefix + "audit-unavailable";

    /// <summary>504: the service that a request was forwarded to does not answer in time.</summary>
    public const string GatewayTimeout = Prefix + "gateway-timeout";

    /// <summary>504: the query took longer than it may.</summary>
    public const string QueryTimeout = Prefix + "query-timeout";
}
