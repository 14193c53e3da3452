using MeshStarter.Policy.Benchmarks;

return args switch
{
    ["decide"] => DecideMeasure.Run(),
    ["hash"] => HashMeasure.Run(),
    ["served", .. var rest] => await ServedMeasure.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("decide | hash | served --governance <url> --catalog <url> --token <token> --opa <start script>");
    return 2;
}
