namespace MeshStarter.Platform.Audit.Verification;

/// <summary>The fingerprints that an operator knows: a service with one of them may have no chain of another key.</summary>
internal sealed class PinnedKeys
{
    private readonly ILookup<string, string> _pins;

    private PinnedKeys(ILookup<string, string> pins) => _pins = pins;

    /// <summary>Reads pins of the form <c>service=fingerprint</c>.</summary>
    /// <exception cref="UnverifiableException">One has another form.</exception>
    public static PinnedKeys Parse(IEnumerable<string> pins) => new(pins.Select(pin => pin.Split('=') is [{ Length: > 0 } service, { Length: > 0 } fingerprint]
        ? (Service: service, Fingerprint: fingerprint)
        : throw new UnverifiableException($"--key: \"{pin}\" is not of the form service=fingerprint, such as orders=3f2a….")).ToLookup(pin => pin.Service, pin => pin.Fingerprint, StringComparer.Ordinal));

    /// <summary>Whether a service may have a chain with a key: it has no pin, or one of its pins begins the fingerprint.</summary>
    public bool Accepts(string service, string fingerprint) =>
        !_pins.Contains(service) || _pins[service].Any(pin => pin.Length >= 16 && fingerprint.StartsWith(pin, StringComparison.OrdinalIgnoreCase));
}
