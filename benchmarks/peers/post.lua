-- wrk sends each line of a file once: DPoP proof, tab, Authorization header, tab, body ("-" for none of it). It stops at the end.
-- With the word "again" behind the file it begins anew.
local requests, at, again = {}, 0, false

function init(args)
  again = args[2] == "again"
  for line in io.lines(args[1]) do
    local proof, authorization, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
    if proof ~= "-" then headers["DPoP"] = proof end
    if authorization ~= "-" then headers["Authorization"] = authorization end
    requests[#requests + 1] = wrk.format("POST", nil, headers, body)
  end
end

function request()
  at = at + 1
  if at > #requests then
    if again then at = 1 else wrk.thread:stop() end
  end
  return requests[math.min(at, #requests)]
end
