using MeshStarter.Policy.Benchmarks;

return args switch
{
    ["decide"] => DecideMeasure.Run(),
    ["enforced", .. var rest] => await EnforcedMeasure.RunAsync(rest),
    ["served", .. var rest] => await ServedMeasure.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("decide | served --governance <url> --catalog <url> --opa <start script> | enforced --governance <url> --catalog <url> --query <url> [--rounds 20]");
    return 2;
}
