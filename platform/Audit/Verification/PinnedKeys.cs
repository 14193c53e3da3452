namespace MeshStarter.Platform.Audit.Verification;

/// <summary>The fingerprints that an operator knows: a service with one of them may have no chain of another key, and each of them has its chain.</summary>
internal sealed class PinnedKeys
{
    private const int LeastCharacters = 16;

    private readonly List<(string Service, string Fingerprint)> _pins;
    private readonly HashSet<(string Service, string Fingerprint)> _met = [];

    private PinnedKeys(List<(string Service, string Fingerprint)> pins) => _pins = pins;

    /// <summary>The pins of which <see cref="Accepts"/> has met no chain, a finding each.</summary>
    public IEnumerable<string> Missing => _pins.Except(_met).Select(pin => $"{pin.Service}: no chain of the pinned key {pin.Fingerprint} is there");

    /// <summary>Reads pins of the form <c>service=fingerprint</c>.</summary>
    /// <exception cref="UnverifiableException">One has another form, or is too short to mean one key.</exception>
    public static PinnedKeys Parse(IEnumerable<string> pins) => new([.. pins.Select(pin => pin.Split('=') switch
    {
        [{ Length: > 0 } service, { Length: >= LeastCharacters } fingerprint] => (service, fingerprint),
        [{ Length: > 0 }, { Length: > 0 }] => throw new UnverifiableException($"--key: \"{pin}\" has fewer than {LeastCharacters} characters of the fingerprint. Give all of it, or its first {LeastCharacters}."),
        _ => throw new UnverifiableException($"--key: \"{pin}\" is not of the form service=fingerprint, such as orders=3f2a…."),
    })]);

    /// <summary>Whether a service may have a chain with a key: it has no pin, or one of its pins begins the fingerprint, and is met with that.</summary>
    public bool Accepts(string service, string fingerprint)
    {
        var ofService = _pins.Where(pin => pin.Service == service).ToList();
        var met = ofService.Where(pin => fingerprint.StartsWith(pin.Fingerprint, StringComparison.OrdinalIgnoreCase)).ToList();
        _met.UnionWith(met);
        return ofService.Count == 0 || met.Count > 0;
    }
}
